using CsCheck;
using CtrBench.Harness.Measurement;
using CtrBench.Tests.Traffic.Statistics;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class StatisticsTests
{
    [Fact]
    public void A_summary_of_one_to_three_hundred_is_known_by_heart()
    {
        // In an order without a trend, which would leave the interval of the mean unknown.
        var summary = LatencyStatistics.Summarize([.. Enumerable.Range(1, 300).Select(value => (double)(value * 101 % 301))])!;
        Assert.Equal((300, 150.5, 1, 300, 0), (summary.N, summary.MeanMs, summary.MinMs, summary.MaxMs, summary.Negative));
        Assert.Equal((150, 270, 297), (summary.P50Ms, summary.P90Ms, summary.P99Ms));
        Assert.InRange(150.5, summary.MeanLowMs!.Value, summary.MeanHighMs!.Value);
        Assert.Equal(((133, 168), (259, 281), 300),
            ((summary.P50LowMs, summary.P50HighMs), (summary.P90LowMs, summary.P90HighMs), summary.P99HighMs));
    }

    [Fact]
    public void A_percentile_without_an_interval_is_not_shown()
    {
        var few = LatencyStatistics.Summarize([.. Enumerable.Repeat(5.0, 28)])!;
        Assert.Equal((5, null, null), (few.P50Ms, few.P90Ms, few.P90LowMs));
        Assert.Null(LatencyStatistics.Summarize([.. Enumerable.Repeat(5.0, 298)])!.P99Ms);
        Assert.Equal(5, LatencyStatistics.Summarize([.. Enumerable.Repeat(5.0, 299)])!.P99Ms);
        Assert.Null(LatencyStatistics.Summarize([1, 2, 3, 4, 5])!.P50Ms);
        Assert.Null(LatencyStatistics.Summarize([3])!.MeanLowMs);
        Assert.Null(LatencyStatistics.Summarize([]));
    }

    [Fact]
    public void Negative_latencies_are_counted_and_kept()
    {
        var summary = LatencyStatistics.Summarize([-3.5, 1, 2])!;
        Assert.Equal((1, -3.5, 2), (summary.Negative, summary.MinMs, summary.MaxMs));
        Assert.Null(summary.P50Ms);
    }

    [Fact]
    public void Percentiles_are_the_exact_ones()
    {
        Gen.Double[-5_000, 90_000].Array[29, 300].Sample(values =>
        {
            var sorted = values.Order().ToArray();
            var summary = LatencyStatistics.Summarize(values)!;
            Assert.Equal(sorted[(int)Math.Ceiling(values.Length * 0.5) - 1], summary.P50Ms);
            Assert.Equal(sorted[(int)Math.Ceiling(values.Length * 9 / 10m) - 1], summary.P90Ms);
        }, iter: 200);
    }

    [Fact]
    public void Windows_on_two_branches_have_a_median_and_a_share_for_each()
    {
        var random = new SeededRandom(4);
        double[] Sorted(int low, int high) =>
        [
            .. Enumerable.Range(0, low).Select(_ => 1_440 + 80 * random.NextDouble())
                .Concat(Enumerable.Range(0, high).Select(_ => 2_330 + 80 * random.NextDouble())).Order(),
        ];
        var branches = TwoBranches.Of(Sorted(15, 45))!;
        Assert.Equal((0.25, 0.75), (branches.LowShare, branches.HighShare));
        Assert.Equal(1_480, branches.LowP50Ms, 20.0);
        Assert.Equal(2_370, branches.HighP50Ms, 20.0);
        Assert.Null(TwoBranches.Of(Sorted(2, 58)));
        Assert.Null(TwoBranches.Of(Sorted(60, 0)));
        Assert.Null(TwoBranches.Of(Sorted(12, 12)));
    }

    [Fact]
    public void One_branch_is_not_taken_for_two()
    {
        var random = new SeededRandom(6);
        for (var trial = 0; trial < 1_000; trial++)
        {
            var n = 30 + random.NextBelow(200);
            Assert.Null(TwoBranches.Of([.. Enumerable.Range(0, n).Select(_ => random.NextDouble()).Order()]));
            Assert.Null(TwoBranches.Of([.. Enumerable.Range(0, n).Select(_ => random.NextExponential()).Order()]));
        }
    }

    [Fact]
    public void A_series_without_a_period_shows_none()
    {
        var random = new SeededRandom(9);
        foreach (var correlation in (double[])[0, 0.7])
        {
            var shown = 0;
            for (var trial = 0; trial < 400; trial++)
            {
                var series = IntervalTests.Autoregressive(random, 57, correlation);
                if (Oscillations.Of(series, 10_000)!.PeriodMs is not null) shown++;
            }
            TestContext.Current.TestOutputHelper!.WriteLine($"correlation {correlation}: {shown} of 400 show a period");
            Assert.InRange(shown, 0, 12);
        }
    }

    [Theory]
    [InlineData(3, 20)]
    [InlineData(8, 57)]
    public void A_noisy_saw_tooth_keeps_its_period(int period, int windows)
    {
        var random = new SeededRandom(2);
        var found = 0;
        for (var trial = 0; trial < 100; trial++)
        {
            var series = Enumerable.Range(0, windows).Select(i => i % period * 100.0 / period + 20 * random.NextDouble()).ToList();
            if (Oscillations.Of(series, 10_000)!.PeriodMs == period * 10_000) found++;
        }
        Assert.InRange(found, 95, 100);
    }

    [Fact]
    public void Differences_are_paired_by_window()
    {
        var first = Series(0, [100, 200, 300, 400], [false, true, true, true]);
        var second = Series(10_000, [203, 305, 407, 1_000], [true, true, true, true]);
        var difference = PairedDifference.Between(first, second, series => series.OverFloorMs)!;
        Assert.Equal((3, 5), (difference.N, difference.MeanMs));
        Assert.Null(difference.Interval);
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
