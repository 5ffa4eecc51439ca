using System.Text.RegularExpressions;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

public sealed partial class HtmlReportTests
{
    private static readonly ReportPicture Drawn = new(
        "scalability",
        "Scalability",
        "How to read <it>.",
        "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><title>Scalability</title></svg>",
        "a.svg",
        "a.png",
        null);

    private static readonly ReportPicture Absent = new("completeness", "Completeness", "", null, null, null,
        "All valid runs have the same delay.");

    [Fact]
    public void The_page_opens_with_the_answer_and_ends_with_notes_and_manifests()
    {
        string html = HtmlReport.Render(FakeRuns.Suite(), [Drawn, Absent]);

        int[] places = [.. new[]
        {
            "id=\"answer\"", "id=\"decision\"", "id=\"verdicts\"", "id=\"pictures\"", "id=\"tables\"", "id=\"notes\"", "id=\"manifests\"",
        }
            .Select(s => html.IndexOf(s, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("All 16 runs are valid.", html, StringComparison.Ordinal);
        Assert.Contains("Completeness. All valid runs have the same delay.", html, StringComparison.Ordinal);
        Assert.Contains("How to read &lt;it&gt;.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<?xml", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_page_points_outside()
    {
        string html = HtmlReport.Render(FakeRuns.Suite(), [Drawn]);

        string[] addresses = [.. AddressPattern().Matches(html).Select(m => m.Value).Distinct()];
        Assert.Equal(["http://www.w3.org/2000/svg"], addresses);
        Assert.DoesNotContain("<script src", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_same_runs_give_the_same_page() =>
        Assert.Equal(HtmlReport.Render(FakeRuns.Suite(), [Drawn, Absent]), HtmlReport.Render(FakeRuns.Suite(), [Drawn, Absent]));

    [Fact]
    public void An_invalid_run_shows_its_reason_and_no_latency()
    {
        Finding error = new(Severity.Error, "generator-limit", "Producer lag p99 was 312 ms, over 100 ms. Lower the rate.");
        string html = HtmlReport.Render([new FakeRuns { Findings = [error] }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1)], []);

        Assert.Contains("The run is invalid: its latencies are not shown.", html, StringComparison.Ordinal);
        Assert.Contains("error, generator-limit: Producer lag p99 was 312 ms, over 100 ms.", html, StringComparison.Ordinal);
        Assert.Contains("invalid: no latency is shown", html, StringComparison.Ordinal);
        Assert.DoesNotContain("21.62", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">21,6", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">1,6", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_says_why_it_failed_and_shows_no_latency()
    {
        ReportRun run = new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 1);
        run = run with { Manifest = run.Manifest with { State = RunState.Failed, FailureReason = "the broker went away" } };

        string html = HtmlReport.Render([run], []);

        Assert.Contains("The run failed: the broker went away.", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">21,6", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_come_worst_first()
    {
        Finding note = new(Severity.Note, "a-note", "note text");
        Finding warning = new(Severity.Warning, "a-warning", "warning text");
        Finding error = new(Severity.Error, "an-error", "error text");
        string html = HtmlReport.Render(
            [
                new FakeRuns { Findings = [note], RunId = "noted" }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1),
                new FakeRuns { Findings = [warning], RunId = "warned" }.Run(EngineId.MicroBatch, TrafficKind.Spp, 2),
                new FakeRuns { Findings = [error], RunId = "broken" }.Run(EngineId.MicroBatch, TrafficKind.Spp, 3),
            ],
            []);

        int[] places = [.. new[] { "broken: invalid", "warned: valid, with warnings", "note, a-note (noted): note text" }
            .Select(s => html.IndexOf(s, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("1 of 3 runs is invalid", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_runs_is_escaped_everywhere()
    {
        Finding finding = new(Severity.Warning, "code", "text <script>alert(1)</script> & \"more\"");
        ReportRun run = new FakeRuns { RunId = "<img src=x>", Findings = [finding] }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1);
        run = run with { Manifest = run.Manifest with { Profile = "<i>p</i>", EngineVersion = "<u>v</u>" } };

        string html = HtmlReport.Render([run], [Absent with { Title = "<b>t</b>", Absent = "<b>r</b>" }]);

        foreach (string raw in new[] { "<img", "<script>", "<i>", "<u>", "<b>" })
            Assert.DoesNotContain(raw, html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x&gt;", html, StringComparison.Ordinal);
        Assert.Contains("text &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_table_row_says_whether_its_numbers_are_predicted_or_measured()
    {
        string html = HtmlReport.Render(
            [new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 1), new FakeRuns { Mode = RunMode.Live }.Run(EngineId.Spark, TrafficKind.Spp, 1)],
            []);

        string[] rows = [.. RowPattern().Matches(html).Select(m => m.Value)];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(
            row.Contains("microbatch", StringComparison.Ordinal) ? "predicted, profile spark-4.1.1-local2"
                : row.Contains(" − ", StringComparison.Ordinal) ? ">predicted and measured<" : ">measured<",
            row,
            StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_have_separators_and_few_windows_have_no_p99()
    {
        string html = HtmlReport.Render([new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 1)], []);

        Assert.Contains("<td>3,000,000</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>n &lt; 299</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_is_shown_with_the_names_of_the_file()
    {
        string html = HtmlReport.Render([new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Mmpp, 1)], []);

        Assert.Contains("&quot;watermark_delay_ms&quot;: 20000", html, StringComparison.Ordinal);
        Assert.Contains("&quot;traffic&quot;: &quot;mmpp&quot;", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("https?://[^\"'<> )]*")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("<tr><th scope=\"row\".*?</tr>")]
    private static partial Regex RowPattern();
}
