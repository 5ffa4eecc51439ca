using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Tests.Traffic.Statistics;
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

    [Theory]
    [InlineData(100)]
    [InlineData(57)]
    [InlineData(20)]
    public void A_warm_up_is_cut(int windows)
    {
        var random = new SeededRandom(5);
        for (var trial = 0; trial < 100; trial++)
        {
            double[] values =
                [.. Enumerable.Range(0, windows).Select(i => 150 + 20 * random.NextDouble() + (i < 5 ? 2_000 - 360 * i : 0))];
            // Ten steady windows tell little of their own variance: now and then the next block goes too.
            Assert.InRange(WarmUpCut.UnsteadyStart(values), 5, windows == 20 ? 10 : 5);
        }
    }

    [Theory]
    [InlineData(30)]
    [InlineData(80)]
    public void A_warm_up_that_fades_is_cut_as_far_as_it_can_be_told_from_chance(int windows)
    {
        var random = new SeededRandom(5);
        double[] values = [.. IntervalTests.Autoregressive(random, windows, 0.5).Select((noise, i) => 150 + 5 * noise + 500 * Math.Max(0, 1 - i / 10.0))];
        Assert.InRange(WarmUpCut.UnsteadyStart(values), 10, 15);
    }

    [Fact]
    public void A_burst_at_the_start_that_comes_again_is_not_a_warm_up()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(index => index % 40 < 10 ? 900.0 : 150)];
        Assert.Equal(0, WarmUpCut.UnsteadyStart(values));
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(57, 0)]
    [InlineData(57, 0.7)]
    [InlineData(400, 0)]
    [InlineData(400, 0.7)]
    [InlineData(2_000, 0)]
    public void A_steady_series_is_hardly_ever_cut(int windows, double correlation)
    {
        var random = new SeededRandom(12);
        var cut = 0;
        for (var trial = 0; trial < 400; trial++)
            if (WarmUpCut.UnsteadyStart(IntervalTests.Autoregressive(random, windows, correlation)) > 0) cut++;
        TestContext.Current.TestOutputHelper!.WriteLine($"n {windows}, correlation {correlation}: {cut} of 400 cut");
        Assert.InRange(cut, 0, 12);
    }

    [Fact]
    public void A_constant_or_short_series_is_not_cut()
    {
        Assert.Equal(0, WarmUpCut.UnsteadyStart([.. Enumerable.Repeat(7.0, 60)]));
        Assert.Equal(0, WarmUpCut.UnsteadyStart([9_000, .. Enumerable.Repeat(7.0, 10)]));
    }

    [Fact]
    public void Virtual_time_has_no_warm_up()
    {
        var slow = SampleRun.Continuous().WithResults(row =>
            row.WindowEndMs <= SampleRun.Start + 5 * SampleRun.WindowMs ? row with { T1Ms = row.T1Ms + 5_000 } : row);
        Assert.Equal(5, Analyzer.Analyze(slow.WithManifest(m => m with { Mode = RunMode.Live }).Contents).WarmUp.CutWindows);
        Assert.Equal(0, Analyzer.Analyze(slow.WithManifest(m => m with { Mode = RunMode.Virtual }).Contents).WarmUp.CutWindows);
    }
}
