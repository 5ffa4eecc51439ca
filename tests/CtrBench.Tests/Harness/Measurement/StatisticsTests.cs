using CsCheck;
using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class StatisticsTests
{
    [Fact]
    public void A_summary_of_one_to_two_hundred_is_known_by_heart()
    {
        var summary = LatencyStatistics.Summarize([.. Enumerable.Range(1, 200).Select(value => (double)value)])!;
        Assert.Equal((200, 100.5, 1, 200, 0), (summary.N, summary.MeanMs, summary.MinMs, summary.MaxMs, summary.Negative));
        Assert.Equal((100, 180, 198), (summary.P50Ms, summary.P90Ms, summary.P99Ms));
        Assert.InRange(100.5, summary.MeanLowMs, summary.MeanHighMs);
    }

    [Fact]
    public void Fewer_than_100_windows_have_no_p99()
    {
        Assert.Null(LatencyStatistics.Summarize([.. Enumerable.Repeat(5.0, 99)])!.P99Ms);
        Assert.Equal(5, LatencyStatistics.Summarize([.. Enumerable.Repeat(5.0, 100)])!.P99Ms);
        Assert.Null(LatencyStatistics.Summarize([]));
    }

    [Fact]
    public void Negative_latencies_are_counted_and_kept()
    {
        var summary = LatencyStatistics.Summarize([-3.5, 1, 2])!;
        Assert.Equal((1, -3.5, 2), (summary.Negative, summary.MinMs, summary.MaxMs));
        Assert.Equal(1, summary.P50Ms);
    }

    [Fact]
    public void Percentiles_are_the_exact_ones()
    {
        Gen.Double[-5_000, 90_000].Array[1, 300].Sample(values =>
        {
            var sorted = values.Order().ToArray();
            var summary = LatencyStatistics.Summarize(values)!;
            Assert.Equal(sorted[(int)Math.Ceiling(values.Length * 0.5) - 1], summary.P50Ms);
            Assert.Equal(sorted[(int)Math.Ceiling(values.Length * 9 / 10m) - 1], summary.P90Ms);
        }, iter: 200);
    }

    [Fact]
    public void The_bootstrap_interval_is_reproducible_and_covers_the_mean()
    {
        var random = new SeededRandom(7);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextExponential()).ToList();
        var interval = MovingBlockBootstrap.Mean(values);
        Assert.Equal(interval, MovingBlockBootstrap.Mean(values));
        // The normal interval of independent values is the mean +- 1.96 s / sqrt n, about +- 0.098.
        Assert.Equal(0.098, (interval.High - interval.Low) / 2, 0.03);
        Assert.InRange(values.Average(), interval.Low, interval.High);
    }

    [Fact]
    public void Correlated_values_have_a_wider_interval_than_the_same_values_shuffled()
    {
        var waves = Enumerable.Range(0, 1_000).Select(index => Math.Sin(index / 40.0)).ToList();
        var shuffled = waves.OrderBy(value => Math.Abs(value * 1e9 % 7_919)).ToList();
        var (a, b) = (MovingBlockBootstrap.Mean(waves), MovingBlockBootstrap.Mean(shuffled));
        Assert.True(a.High - a.Low > 2 * (b.High - b.Low));
    }

    [Fact]
    public void The_bootstrap_covers_the_truth_about_as_often_as_it_says()
    {
        var random = new SeededRandom(11);
        var covered = 0;
        for (var trial = 0; trial < 100; trial++)
        {
            var interval = MovingBlockBootstrap.Mean([.. Enumerable.Range(0, 200).Select(_ => random.NextExponential())]);
            if (interval.Low <= 1 && 1 <= interval.High) covered++;
        }
        Assert.InRange(covered, 85, 100);
    }

    [Fact]
    public void Differences_are_paired_by_window()
    {
        var first = Series(0, [100, 200, 300, 400], [false, true, true, true]);
        var second = Series(10_000, [203, 305, 407, 1_000], [true, true, true, true]);
        var difference = PairedDifference.Between(first, second, series => series.OverFloorMs)!;
        Assert.Equal((3, 5), (difference.N, difference.MeanMs));
        Assert.InRange(difference.MeanMs, difference.Interval.Low, difference.Interval.High);
        Assert.Equal(1, PairedDifference.Between(first, second, series => series.OverFloorMs, shiftMs: 30_000)!.N);
        Assert.Null(PairedDifference.Between(first, second, series => series.OverFloorMs, shiftMs: 900_000));
    }

    [Fact]
    public void A_saw_tooth_has_its_amplitude_and_period()
    {
        var oscillation = Oscillations.Of([.. Enumerable.Range(0, 90).Select(index => 1_000 + index % 3 * 500.0)], 10_000)!;
        Assert.Equal(new Oscillation(500, 30_000), oscillation);
        var random = new SeededRandom(3);
        Assert.Null(Oscillations.Of([.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())], 10_000)!.PeriodMs);
        Assert.Null(Oscillations.Of([.. Enumerable.Repeat(4.0, 30)], 10_000)!.PeriodMs);
        Assert.Null(Oscillations.Of([1, 2, 3], 10_000));
    }

    private static WindowSeries Series(long firstEndMs, double[] overFloorMs, bool[] measured) => new()
    {
        EndMs = [.. overFloorMs.Select((_, index) => firstEndMs + index * 10_000)],
        LatencyMs = overFloorMs,
        OverFloorMs = overFloorMs,
        DataMs = overFloorMs,
        WaitMs = overFloorMs,
        IngestMs = overFloorMs,
        CadenceMs = overFloorMs,
        OverheadMs = overFloorMs,
        Measured = measured,
    };
}
