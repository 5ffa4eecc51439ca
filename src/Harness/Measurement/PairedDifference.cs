using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>How much one run differs from another, window by window on the same events.</summary>
/// <param name="N">Windows that both runs measured.</param>
/// <param name="MeanMs">Mean of second minus first, ms.</param>
/// <param name="Interval">Its 95 % interval (moving-block bootstrap), ms.</param>
/// <param name="P99Ms">99th percentile of the second minus that of the first, over these windows, ms; null with fewer than 100.</param>
/// <param name="P99Interval">Its 95 % interval.</param>
internal sealed record PairedDifference(int N, double MeanMs, Interval Interval, double? P99Ms = null, Interval? P99Interval = null)
{
    /// <summary>
    /// Pairs the measured windows of two runs by their end; null when they share none. With common random numbers the same window of both
    /// holds the same events.
    /// </summary>
    /// <param name="first">The baseline.</param>
    /// <param name="second">The run compared with it.</param>
    /// <param name="column">What is compared, for example <c>series => series.OverFloorMs</c>.</param>
    /// <param name="shiftMs">How much later the second run's schedule started, ms: a multiple of the window size; 0 for virtual
    /// runs.</param>
    public static PairedDifference? Between(WindowSeries first, WindowSeries second, Func<WindowSeries, IReadOnlyList<double>> column,
        long shiftMs = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(column);
        var baseline = Measured(first).ToDictionary(index => first.EndMs[index], index => column(first)[index]);
        var pairs = Measured(second)
            .Where(index => baseline.ContainsKey(second.EndMs[index] - shiftMs))
            .Select(index => (First: baseline[second.EndMs[index] - shiftMs], Second: column(second)[index]))
            .ToList();
        if (pairs.Count == 0) return null;
        List<double> differences = [.. pairs.Select(pair => pair.Second - pair.First)];
        var mean = new PairedDifference(pairs.Count, differences.Average(), MovingBlockBootstrap.Mean(differences));
        if (pairs.Count < LatencyStatistics.FewestForP99) return mean;
        double[] firsts = [.. pairs.Select(pair => pair.First)], seconds = [.. pairs.Select(pair => pair.Second)];
        return mean with
        {
            P99Ms = P99(seconds) - P99(firsts),
            P99Interval = MovingBlockBootstrap.Difference(firsts, seconds, P99),
        };
    }

    private static double P99(double[] values) => Percentiles.Of(values, 99);

    private static IEnumerable<int> Measured(WindowSeries series) =>
        Enumerable.Range(0, series.EndMs.Count).Where(index => series.Measured[index]);
}

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct Interval(double Low, double High);
