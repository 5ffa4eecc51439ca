using CtrBench.Harness.Report;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

/// <summary>Runs that do not repeat each other have labels, rows and colours of their own, whatever they differ in.</summary>
public sealed class RunVariantsTests
{
    private static readonly ReportRun Plain = new FakeRuns().Run(EngineId.MicroBatch, TrafficKind.Mmpp, 1);

    public static TheoryData<string, string> Differences => new()
    {
        { "trigger", "trigger 5 s" },
        { "max-offsets", "max offsets per trigger 500" },
        { "output-mode", "output mode update" },
        { "disorder", "disorder delayed share 0.2" },
        { "click-delay", "clicks mean delay 1 s" },
        { "mmpp", "mmpp states 1:1000" },
        { "duration", "duration 1 h" },
        { "ads", "ads 7" },
        { "speed", "speed 60" },
        { "delivery", "delivery guarantee exactly-once" },
        { "version", "engine version rules of another" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Any_setting_that_differs_is_in_the_label(string what, string label)
    {
        ReportRun other = With(what);

        IReadOnlyList<RunGroup> groups = RunGroup.Of([Plain, other]);

        Assert.Equal(2, groups.Count);
        Assert.Contains(label, groups[1].Label, StringComparison.Ordinal);
        Assert.NotEqual(groups[0].Label, groups[1].Label);
        Assert.NotEqual(Shade(groups[0]), Shade(groups[1]));
        string html = HtmlReport.Render([Plain, other], []);
        Assert.Contains($"1 producer, {groups[1].Variant}", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_the_user_gave_is_the_label()
    {
        ReportRun Named(string name, string? what = null)
        {
            ReportRun run = what is null ? Plain : With(what);
            return run with { Manifest = run.Manifest with { Name = name } };
        }

        Assert.Equal(["before", "after"], RunGroup.Of([Named("before"), Named("after", "trigger")]).Select(group => group.Variant));
        Assert.Equal(
            ["swept, trigger 1 s", "swept, trigger 5 s", "alone, trigger 1 s"],
            RunGroup.Of([Named("swept"), Named("swept", "trigger"), Named("alone")]).Select(group => group.Variant));
        Assert.Equal(["trigger 1 s", "trigger 5 s"], RunGroup.Of([Named("swept"), Named("swept", "trigger")]).Select(group => group.Variant));
    }

    [Fact]
    public void Runs_that_repeat_each_other_have_one_plain_label()
    {
        ReportRun again = Plain with
        {
            Manifest = Plain.Manifest with { Workload = Plain.Manifest.Workload with { Seed = 2, StartMs = 5 } },
        };

        RunGroup group = Assert.Single(RunGroup.Of([Plain, again]));

        Assert.Equal("microbatch, MMPP", group.Label);
        Assert.Equal(PlotColors.Engine(EngineId.MicroBatch), Shade(group));
    }

    [Fact]
    public void Completeness_is_not_averaged_over_runs_that_differ_in_more_than_the_delay()
    {
        ReportRun longer = new FakeRuns { DelayMs = 30_000 }.Run(EngineId.MicroBatch, TrafficKind.Mmpp, 1);

        Drawing drawing = Plots.Draw([Plain, With("trigger"), longer]).Single(d => d.Name == "completeness");

        string svg = drawing.Figure!.Svg("completeness");
        Assert.Contains("trigger 1 s", svg, StringComparison.Ordinal);
        Assert.Contains("trigger 5 s", svg, StringComparison.Ordinal);
    }

    private static ScottPlot.Color Shade(RunGroup group) => PlotColors.Engine(group.Engine, group.Shade);

    private static ReportRun With(string what)
    {
        var (run, query, workload) = (Plain.Manifest, Plain.Manifest.Query, Plain.Manifest.Workload);
        return Plain with
        {
            Manifest = what switch
            {
                "trigger" => run with { Query = query with { MicroBatch = query.MicroBatch with { TriggerIntervalMs = 5_000 } } },
                "max-offsets" => run with { Query = query with { MicroBatch = query.MicroBatch with { MaxOffsetsPerTrigger = 500 } } },
                "output-mode" => run with { Query = query with { MicroBatch = query.MicroBatch with { OutputMode = OutputMode.Update } } },
                "disorder" => run with { Workload = workload with { Disorder = new DisorderModel(0.2) } },
                "click-delay" => run with { Workload = workload with { Clicks = new ClickModel(0.05, 1_000) } },
                "mmpp" => run with { Workload = workload with { MmppStates = [new(1, 1_000)] } },
                "duration" => run with { Workload = workload with { DurationMs = 3_600_000 } },
                "ads" => run with { Workload = workload with { Ads = 7 } },
                "speed" => run with { Workload = workload with { Speed = 60 } },
                "delivery" => run with { Query = query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } } },
                "version" => run with { EngineVersion = "rules of another" },
                _ => throw new ArgumentOutOfRangeException(nameof(what)),
            },
        };
    }
}
