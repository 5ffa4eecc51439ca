using CtrBench.Harness.Cli;
using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Simulation;
using CtrBench.Harness.Thresholds;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Thresholds;

public sealed class ProbeJudgeTests
{
    private static readonly CostProfile Slow = CostProfile.Instant(EngineId.Continuous) with { Name = "slow", RowUs = 20_000, EmitFixedMs = 100 };

    private static readonly RunMetrics Calm = Metrics(25, 900_000);

    [Theory]
    [InlineData("p90(T1-floor) <= 2s", "Sustained", "")]
    [InlineData("p99(T1-floor) <= 2s", "Undecided", "windows, and 299 are needed")]
    [InlineData("p50(T1-floor) <= 10ms", "NotSustained", "p50(T1-floor)")]
    [InlineData("complete >= 99.9%", "Sustained", "")]
    [InlineData("mean(T1-T0) <= 1s", "NotSustained", "mean(T1-T0)")]
    [InlineData("max(T1-floor) <= 1ms and backlog <= 1%", "NotSustained", "max(T1-floor)")]
    public void An_engine_that_keeps_up_is_held_against_its_terms(string slo, string state, string reason)
    {
        var verdict = ProbeJudge.Judge(SloText.Parse("--slo", slo), Calm);
        Assert.Equal(state, verdict.State.ToString());
        Assert.Contains(reason, verdict.Reason);
        Assert.Equal(state == nameof(ProbeState.NotSustained) ? [reason] : [], verdict.Missed);
    }

    // 86 windows: p90 is at rank 78, its one-sided bounds at 73 and 82.
    [Fact]
    public void A_limit_inside_the_bounds_is_undecided()
    {
        double[] sorted = [.. Calm.Samples["t1_minus_floor"].Order()];
        var term = SloText.ParseTerm("--slo", "p90(T1-floor)", "<= 1s");
        var inside = ObjectiveJudge.Judge(term with { Limit = ObjectiveJudge.Judge(term, [Calm]).Value!.Value }, [Calm]);
        Assert.Equal(Outcome.Undecided, inside.Outcome);
        Assert.True(inside.Low < inside.Value && inside.Value < inside.High);
        Assert.Equal(Outcome.Met, ObjectiveJudge.Judge(term with { Limit = inside.High!.Value }, [Calm]).Outcome);
        Assert.Equal(Outcome.Missed, ObjectiveJudge.Judge(term with { Limit = inside.Low!.Value - 1 }, [Calm]).Outcome);
        Assert.Equal(sorted.Length, inside.Windows);
    }

    [Fact]
    public void An_overload_is_not_sustained_whatever_the_terms() =>
        Assert.Equal([ProbeJudge.KeepsUp], ProbeJudge.Judge(new Slo([], ""), Metrics(60, 600_000)).Missed);

    [Theory]
    [InlineData("generator-limit", "Undecided", true)]
    [InlineData("sent-differs", "Undecided", true)]
    [InlineData("clock-step", "Undecided", false)]
    [InlineData("missing-windows", "NotSustained", false)]
    public void An_invalid_run_shows_nothing_unless_its_results_are_wrong(string code, string state, bool generator)
    {
        var verdict = ProbeJudge.Judge(new Slo([], ""), Calm with { Findings = [new Finding(Severity.Error, code, "")] });
        Assert.Equal((state, generator), (verdict.State.ToString(), verdict.IsGeneratorLimit));
        Assert.Contains(code, verdict.Reason);
    }

    [Theory]
    [InlineData("p99(T1-floor) <= 2s", 10_000)]
    [InlineData("p95(T1-floor) <= 2s", 60_000)]
    [InlineData("mean(T1-floor) <= 2s", 7_000)]
    public void A_probe_of_the_least_length_decides(string slo, long windowMs)
    {
        var parsed = SloText.Parse("--slo", slo);
        var query = new CtrQuery { WindowMs = windowMs };
        var metrics = Metrics(10, ProbeLength.LeastMs(parsed, query, live: false), query);
        Assert.InRange(metrics.Samples["t1_minus_floor"].Length, parsed.Windows, parsed.Windows + 2);
        Assert.NotNull(ObjectiveJudge.Judge(parsed.Terms[0], [metrics]).High);
    }

    private static RunMetrics Metrics(double perSecond, long durationMs, CtrQuery? query = null)
    {
        var workload = new Workload { EventsPerSecond = perSecond, DurationMs = durationMs, StartMs = 1_700_000_040_000 };
        return Analyzer.Analyze(SimulatedContents.Of(Slow, workload, query ?? new CtrQuery(), 1));
    }
}
