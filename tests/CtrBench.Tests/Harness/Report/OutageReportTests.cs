using System.Xml.Linq;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

public sealed class OutageReportTests
{
    private const string Key = "outage: events reached the log late";

    [Theory]
    [InlineData("latency-microbatch-spp")]
    [InlineData("sent-rate-spp")]
    public void Pictures_over_time_shade_an_outage_and_say_what_it_is(string name)
    {
        Assert.Contains(Key, Words(Run(outage: true), name), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, Words(Run(outage: false), name), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_the_time_of_an_outage_and_the_number_of_delayed_events()
    {
        var page = HtmlReport.Render([Run(outage: true)], []);
        foreach (var words in (string[])["Outages of the log", "18.3", "28.3", "28.6", "15,091", "10,200"])
            Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Outages of the log", HtmlReport.Render([Run(outage: false)], []), StringComparison.Ordinal);
    }

    private static ReportRun Run(bool outage)
    {
        var run = new FakeRuns { Mode = RunMode.Live }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1);
        double startMs = run.Manifest.StartMs;
        return outage
            ? run with
            {
                Metrics = run.Metrics with
                {
                    Outages = [new Outage(startMs + 18_300, startMs + 28_600, startMs + 28_300, 15_091, 10_200, Outage.LateAppends)],
                },
            }
            : run;
    }

    private static string Words(ReportRun run, string name)
    {
        var figure = Plots.Draw([run]).Single(drawing => drawing.Name == name).Figure!;
        return string.Join('\n', XDocument.Parse(figure.Svg(name)).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()));
    }
}
