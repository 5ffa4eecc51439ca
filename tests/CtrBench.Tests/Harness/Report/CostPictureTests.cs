using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Report;

public sealed class CostPictureTests
{
    private static readonly ResourceMetrics Used = new(
        1_000_000, 100,
        [
            new PartResources(RunPart.Ctrbench, "ctrbench: producers, collector", 1) { CpuUserSeconds = 3, CpuSystemSeconds = 1, CpuSecondsPerMillionEvents = 4 },
            new PartResources(RunPart.Broker, "broker: Kafka", 0) { Missing = "kafka.example is not a process of this machine" },
            new PartResources(RunPart.Engine, "flink: JobManager, TaskManagers, SQL Gateway", 3) { CpuUserSeconds = 10, CpuSystemSeconds = 2, CpuSecondsPerMillionEvents = 12 },
        ])
    {
        PricePerCoreHour = 0.045,
        CostPerMillionEvents = 0.0002,
        CostPerMonth = 5.256,
        CostLeavesOut = "broker: Kafka (unknown); idle cores",
    };

    [Fact]
    public void A_live_run_has_a_bar_for_each_part_that_is_known_and_says_which_is_not()
    {
        var drawing = Assert.Single(CostPicture.DrawIfLive([Live], RunGroup.Of([Live])));
        var svg = drawing.On!(Sheet.Wide).Svg("cost", out var points);
        Assert.Equal(["engine 12.0 s", "ctrbench (a twin runs in it) 4.0 s"], points.Select(p => p.Text[(p.Text.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        Assert.Contains("broker unknown", svg);
        Assert.Contains("16.0 s", svg);
    }

    [Fact]
    public void Without_figures_the_picture_is_left_out_with_the_reason_and_in_virtual_time_not_named()
    {
        var without = Live with { Metrics = Live.Metrics with { Resources = null } };
        Assert.Contains("on Linux", Assert.Single(CostPicture.DrawIfLive([without], RunGroup.Of([without]))).Absent);
        var predicted = new FakeRuns().Run(EngineId.Continuous, TrafficKind.Spp, 1);
        Assert.Empty(CostPicture.DrawIfLive([predicted], RunGroup.Of([predicted])));
    }

    [Fact]
    public void The_page_has_what_was_used_what_it_costs_and_each_run_that_failed()
    {
        var page = HtmlReport.Render([Live], [], [new FailedRun("spark-spp-1p-seed1", 2, "the job was lost")]);
        Assert.Contains("What the processes used", page);
        Assert.Contains("kafka.example is not a process of this machine", page);
        Assert.Contains("broker: Kafka (unknown); idle cores", page);
        Assert.Contains("1 more run failed and has no figures.", page);
        Assert.Contains("tried 2 times", page);
        Assert.Contains("the job was lost", page);
        Assert.DoesNotContain("Runs that failed", HtmlReport.Render([Live], []));
    }

    private static ReportRun Live
    {
        get
        {
            var run = new FakeRuns { Mode = RunMode.Live }.Run(EngineId.Flink, TrafficKind.Spp, 1);
            return run with { Metrics = run.Metrics with { Resources = Used } };
        }
    }
}
