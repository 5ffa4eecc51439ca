using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>How much one run differs from another, window by window on the same events.</summary>
/// <param name="N">Windows that both runs measured.</param>
/// <param name="MeanMs">Mean of second minus first, ms.</param>
/// <param name="Interval">Its 95 % interval, as of a mean within a run, ms; null with fewer than 15 windows.</param>
/// <param name="P99Ms">99th percentile of the second minus that of the first, over these windows, ms; null with fewer than 368.</param>
/// <param name="P99Interval">Its 95 % interval, from the 97.5 % order-statistic intervals of both: at least as wide as needed.</param>
internal sealed record PairedDifference(int N, double MeanMs, Interval? Interval, double? P99Ms = null, Interval? P99Interval = null)
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
        var pairs = MeasuredInBoth(first, second, shiftMs);
        if (pairs.Count == 0) return null;
        double[] firsts = [.. pairs.Select(pair => column(first)[pair.First])];
        double[] seconds = [.. pairs.Select(pair => column(second)[pair.Second])];
        double[] differences = [.. seconds.Zip(firsts, (b, a) => b - a)];
        var mean = new PairedDifference(pairs.Count, differences.Average(), Measurement.Interval.Of(MeanIntervals.WithinRun(differences)));
        Array.Sort(firsts);
        Array.Sort(seconds);
        if (P99(firsts) is not { } a || P99(seconds) is not { } b) return mean;
        return mean with
        {
            P99Ms = Percentiles.OfSorted(seconds, 99) - Percentiles.OfSorted(firsts, 99),
            P99Interval = new Interval(b.Low - a.High, b.High - a.Low),
        };
    }

    /// <summary>The windows that both runs measured, as positions in both series: so both are cut alike.</summary>
    public static IReadOnlyList<(int First, int Second)> MeasuredInBoth(WindowSeries first, WindowSeries second, long shiftMs)
    {
        var baseline = Measured(first).ToDictionary(index => first.EndMs[index]);
        return
        [
            .. Measured(second)
                .Where(index => baseline.ContainsKey(second.EndMs[index] - shiftMs))
                .Select(index => (baseline[second.EndMs[index] - shiftMs], index)),
        ];
    }

    private static (double Low, double High)? P99(double[] sorted) =>
        QuantileIntervals.OfSorted(sorted, 99, 1 - (1 - QuantileIntervals.Confidence) / 2);

    private static IEnumerable<int> Measured(WindowSeries series) =>
        Enumerable.Range(0, series.EndMs.Count).Where(index => series.Measured[index]);
}

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval of its two ends; null without.</summary>
    public static Interval? Of((double Low, double High)? ends) => ends is { } known ? new Interval(known.Low, known.High) : null;
}
