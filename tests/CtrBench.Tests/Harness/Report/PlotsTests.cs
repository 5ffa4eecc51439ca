using System.Xml.Linq;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

public sealed class PlotsTests : IDisposable
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-plots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_picture_is_a_valid_svg_and_png_with_its_words_in_it()
    {
        IReadOnlyList<ReportPicture> pictures = Plots.Write(Small(), _folder);

        ReportPicture[] drawn = [.. pictures.Where(p => p.Svg is not null)];
        Assert.Equal(
            ["difference", "decomposition", "latency-microbatch-mmpp", "latency-continuous-mmpp", "scalability", "over-floor-ecdf",
                "sent-rate-mmpp", "watermark"],
            drawn.Select(p => p.Name));
        Assert.All(drawn, p =>
        {
            XDocument svg = XDocument.Load(p.SvgPath!);
            Assert.Equal("svg", svg.Root!.Name.LocalName);
            Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value.Trim().Length > 0);
            byte[] png = File.ReadAllBytes(p.PngPath!);
            Assert.Equal(PngSignature, png[..8]);
            Assert.NotEmpty(p.Caption);
        });
        Assert.Equal(2 * drawn.Length, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void A_picture_names_engine_traffic_units_delay_and_that_it_is_predicted()
    {
        string words = Words(new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 2), "latency-microbatch-spp");

        string[] wanted =
        [
            "microbatch, SPP", "T1 − T0 (s)", "run time (s)", "2 producers: mean 21.62 s, n = 57", "watermark delay D = 20 s",
            "predicted, profile spark-4.1.1-local2",
        ];
        foreach (string expected in wanted)
            Assert.Contains(expected, words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_measured_run_is_not_called_predicted()
    {
        string words = Words(new FakeRuns { Mode = RunMode.Live }.Run(EngineId.Spark, TrafficKind.Spp, 1), "latency-spark-spp");

        Assert.Contains("measured", words, StringComparison.Ordinal);
        Assert.DoesNotContain("predicted", words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_runs_give_the_same_bytes_whatever_was_drawn_before()
    {
        string again = Path.Combine(_folder, "again");
        IReadOnlyList<ReportPicture> first = Plots.Write(Small(), _folder);
        Plots.Write([new FakeRuns().Run(EngineId.Spark, TrafficKind.Constant, 3)], Path.Combine(_folder, "other"));
        IReadOnlyList<ReportPicture> second = Plots.Write(Small(), again);

        Assert.Equal(first.Select(p => p.Svg), second.Select(p => p.Svg));
        foreach (ReportPicture picture in first.Where(p => p.PngPath is not null))
            Assert.Equal(File.ReadAllBytes(picture.PngPath!), File.ReadAllBytes(Path.Combine(again, picture.Name + ".png")));
    }

    [Fact]
    public void Ids_of_two_pictures_never_meet_on_one_page()
    {
        string[] ids = [.. Plots.Draw(Small()).Where(d => d.Figure is not null)
            .SelectMany(d => XDocument.Parse(d.Figure!.Svg(d.Name)).Descendants().Attributes("id").Select(a => a.Value))];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void An_invalid_run_is_named_in_its_panel_and_has_no_points()
    {
        Finding error = new(Severity.Error, "generator-limit", "The generator was the limit.");
        Drawing drawing = Plots.Draw([new FakeRuns { Findings = [error] }.Run(EngineId.MicroBatch, TrafficKind.Spp, 1),
            new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 2)]).First(IsLatency);

        Panel invalid = drawing.Figure!.Panels[0];
        Assert.Equal("invalid (generator-limit): no latency is shown", invalid.Message);
        Assert.Empty(invalid.Plot.GetPlottables());
        Assert.NotEmpty(drawing.Figure.Panels[1].Plot.GetPlottables());
    }

    [Fact]
    public void A_failed_run_draws_no_latency_even_when_its_metrics_call_it_valid()
    {
        ReportRun run = new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Spp, 1);
        run = run with { Manifest = run.Manifest with { State = RunState.Failed, FailureReason = "broker gone" } };

        Assert.Equal(["sent-rate-spp", "watermark"], Plots.Draw([run]).Where(d => d.Figure is not null).Select(d => d.Name));
    }

    [Fact]
    public void A_day_of_windows_stays_a_small_file()
    {
        Drawing drawing = Plots.Draw([new FakeRuns { Windows = 8_640 }.Run(EngineId.Continuous, TrafficKind.Spp, 1)]).First(IsLatency);

        Assert.InRange(drawing.Figure!.Svg(drawing.Name).Length, 10_000, 100_000);
        Assert.Contains("240 steps", drawing.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_at_or_below_zero_are_counted_on_the_logarithmic_axis_and_said()
    {
        ReportRun run = new FakeRuns().Run(EngineId.Continuous, TrafficKind.Spp, 1);
        double[] values = [.. run.Metrics.Windows.OverFloorMs.Select((v, i) => i switch { 10 => 0, 11 => -3, _ => v })];
        run = run with { Metrics = run.Metrics with { Windows = run.Metrics.Windows with { OverFloorMs = values } } };

        Drawing drawing = Plots.Draw([run]).Single(d => d.Name == "over-floor-ecdf");

        Assert.Equal("continuous, SPP (n = 57, 2 at or below 0)", Assert.Single(drawing.Figure!.Keys).Text);
        Assert.Contains("2 window(s) at or below 0", drawing.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Completeness_is_drawn_when_delays_differ_and_explained_when_not()
    {
        ReportRun shorter = new FakeRuns { DelayMs = 1_000, Completeness = 0.94 }.Run(EngineId.Continuous, TrafficKind.Spp, 1);
        ReportRun longer = new FakeRuns().Run(EngineId.Continuous, TrafficKind.Spp, 1);

        Assert.NotNull(Plots.Draw([shorter, longer]).Single(d => d.Name == "completeness").Figure);
        string? absent = Plots.Draw([longer]).Single(d => d.Name == "completeness").Absent;
        Assert.Contains("same watermark delay (20 s)", absent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_watermark_picture_is_left_out_with_the_reason_when_no_run_has_its_inputs()
    {
        ReportRun bare = new FakeRuns().Run(EngineId.Continuous, TrafficKind.Spp, 1) with { Expected = null, Progress = null, Producers = null };

        Drawing[] drawings = [.. Plots.Draw([bare])];

        Assert.Contains("No run folder contains", drawings.Single(d => d.Name == "watermark").Absent, StringComparison.Ordinal);
        Assert.Contains("No run recorded", drawings.Single(d => d.Name == "sent-rate").Absent, StringComparison.Ordinal);
    }

    [Fact]
    public void No_runs_at_all_give_reasons_and_no_files() =>
        Assert.All(Plots.Write([], _folder), p => Assert.NotNull(p.Absent));

    [Fact]
    public void An_engine_has_a_colour_of_its_own() => Assert.All(
        EngineId.All, engine => Assert.DoesNotContain(PlotColors.Engine(engine), EngineId.All.Where(e => e != engine).Select(e => PlotColors.Engine(e))));

    private static List<ReportRun> Small() =>
    [
        .. from engine in EngineId.Twins
           from producers in new[] { 1, 2 }
           select new FakeRuns { Windows = 20 }.Run(engine, TrafficKind.Mmpp, producers),
    ];

    private static bool IsLatency(Drawing drawing) => drawing.Name.StartsWith("latency", StringComparison.Ordinal);

    private static string Words(ReportRun run, string name)
    {
        Drawing drawing = Plots.Draw([run]).Single(d => d.Name == name);
        return string.Join('\n', XDocument.Parse(drawing.Figure!.Svg(name)).Descendants().Where(e => e.Name.LocalName == "text")
            .Select(e => e.Value.Trim()));
    }
}
