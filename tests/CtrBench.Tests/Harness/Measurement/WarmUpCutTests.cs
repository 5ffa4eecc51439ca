using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class WarmUpCutTests
{
    [Fact]
    public void Windows_that_traffic_did_not_fill_or_close_are_not_measured()
    {
        // Traffic from 3 s to 295 s: the first window is partial, the last one too; those that end after 275 s are closed by closing
        // events.
        var run = SampleRun.Continuous()
            .WithManifest(manifest => manifest with { StartMs = SampleRun.Start + 3_000, TrafficEndMs = SampleRun.Start + 295_000 });
        var metrics = Analyzer.Analyze(run.Contents);
        Assert.Equal(1, metrics.WarmUp.CutWindows);
        Assert.Equal(SampleRun.Start + 20_000, metrics.WarmUp.FirstMeasuredEndMs);
        Assert.Equal("1 cut that started before the traffic; 3 excluded at the end: not full of traffic, or closed by closing events",
            metrics.WarmUp.Reason);
        Assert.Equal(26, metrics.Windows.Measured.Count(measured => measured));
        Assert.False(metrics.Windows.Measured[0]);
        Assert.False(metrics.Windows.Measured[27]);
        Assert.Equal(26, metrics.Latency["t1_minus_t0"].N);
    }

    [Fact]
    public void A_collected_run_without_known_traffic_keeps_all_windows()
    {
        var run = SampleRun.Continuous().WithManifest(manifest => manifest with { StartMs = 0, TrafficEndMs = 0, ClosingStartMs = 0 });
        Assert.Equal(30, Analyzer.Analyze(run.Contents).Latency["t1_minus_t0"].N);
    }

    [Fact]
    public void An_unsteady_start_is_cut()
    {
        var random = new SeededRandom(5);
        var values = Enumerable.Range(0, 100).Select(index => 150 + 20 * random.NextDouble() + (index < 10 ? 2_000 - 180 * index : 0))
            .ToList();
        Assert.InRange(WarmUpCut.UnsteadyStart(values), 10, 15);
    }

    [Fact]
    public void A_burst_at_the_start_that_comes_again_is_not_a_warm_up()
    {
        var values = Enumerable.Range(0, 100).Select(index => index % 40 < 10 ? 900.0 : 150).ToList();
        Assert.Equal(0, WarmUpCut.UnsteadyStart(values));
    }

    [Fact]
    public void A_steady_or_short_series_is_not_cut()
    {
        var random = new SeededRandom(5);
        Assert.Equal(0, WarmUpCut.UnsteadyStart([.. Enumerable.Repeat(7.0, 60)]));
        Assert.Equal(0, WarmUpCut.UnsteadyStart([9_000, .. Enumerable.Repeat(7.0, 10)]));
        Assert.InRange(WarmUpCut.UnsteadyStart([.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())]), 0, 100);
    }
}
