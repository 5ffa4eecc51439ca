using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// Runs with sliding windows and rows that are late for some or all of their windows: the oracle, the twins' counters and the results agree,
/// window by window, and a fault is found.
/// </summary>
public sealed class SlidingWindowsTests
{
    public static TheoryData<EngineFamily, AggregationPhase, long, long> Queries => new()
    {
        { EngineFamily.MicroBatch, default, 30_000, 10_000 },
        { EngineFamily.MicroBatch, default, 10_000, 4_000 },
        { EngineFamily.Continuous, AggregationPhase.TwoPhase, 30_000, 10_000 },
        { EngineFamily.Continuous, AggregationPhase.OnePhase, 30_000, 10_000 },
        { EngineFamily.Continuous, AggregationPhase.Legacy, 10_000, 4_000 },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Every_row_is_accounted_for_in_each_of_its_windows(EngineFamily family, AggregationPhase phase, long windowMs, long slideMs)
    {
        var contents = Run(family, phase, windowMs, slideMs);
        var metrics = Analyzer.Analyze(contents);
        Assert.True(metrics.Valid, string.Join("\n", metrics.Findings.Select(finding => finding.Text)));
        var c = metrics.Correctness;
        Assert.Equal((0, 0, 0, 0), (c.Unaccounted, c.Missing, c.Wrong, c.StillOpen));
        Assert.Equal((windowMs + slideMs - 1) / slideMs, c.WindowsPerRow);
        // More is late than Flink counts, which does not see a row that is late for some of its windows only; Spark counts every window.
        Assert.InRange(c.LateDroppedByEngine, 1, c.LateDropped - 1);
        Assert.All(contents.Results, row => Assert.Equal(windowMs, row.WindowEndMs - row.WindowStartMs));
    }

    [Fact]
    public void A_lost_window_and_a_row_counted_in_one_window_too_many_are_found()
    {
        var contents = Run(EngineFamily.Continuous, AggregationPhase.OnePhase, 30_000, 10_000);
        var lost = contents with { Results = [.. contents.Results.Where((_, i) => i != 5)] };
        Assert.Contains(Analyzer.Analyze(lost).Findings, finding => finding.Code == "missing-windows");
        var twice = contents with { Results = [.. contents.Results.Select((row, i) => i == 5 ? row with { Views = row.Views + 1_000 } : row)] };
        Assert.Contains(Analyzer.Analyze(twice).Findings, finding => finding.Code == "wrong-content");
        var shifted = contents with { Results = [.. contents.Results.Select(row => row with { WindowStartMs = row.WindowStartMs + 5_000 })] };
        Assert.Contains(Analyzer.Analyze(shifted).Findings, finding => finding.Code == "unaligned-windows");
    }

    private static RunContents Run(EngineFamily family, AggregationPhase phase, long windowMs, long slideMs)
    {
        var query = new CtrQuery
        {
            WindowMs = windowMs,
            SlideMs = slideMs,
            WatermarkDelayMs = 2_000,
            Continuous = new() { AggregationPhase = phase },
        };
        var workload = new Workload
        {
            DurationMs = 150_000,
            EventsPerSecond = 50,
            Disorder = new DisorderModel(VeryLateShare: 0.05, VeryLateFromMs: 25_000),
        };
        var profile = family == EngineFamily.MicroBatch
            ? CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 400, OffsetFetchMs = 3 }
            : CostProfile.Instant(EngineId.Continuous) with { EmitFixedMs = 10 };
        return SimulatedContents.Of(profile, workload, query, seed: 3);
    }
}
