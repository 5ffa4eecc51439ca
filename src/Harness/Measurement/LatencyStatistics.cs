using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>Summaries of a latency over windows.</summary>
internal static class LatencyStatistics
{
    /// <summary>With fewer windows the 90th percentile has no 95 % interval, and is not shown.</summary>
    public static readonly int FewestForP90 = QuantileIntervals.Fewest(90);

    /// <summary>The same of the 99th percentile.</summary>
    public static readonly int FewestForP99 = QuantileIntervals.Fewest(99);

    /// <summary>
    /// Summarizes a series in order of window end; null when it is empty. Percentiles are exact, by nearest rank.
    /// </summary>
    public static LatencySummary? Summarize(IReadOnlyList<double> valuesMs)
    {
        if (valuesMs.Count == 0) return null;
        double[] values = [.. valuesMs];
        double[] sorted = [.. values.Order()];
        var mean = MeanIntervals.WithinRun(values);
        var (p50, p90, p99) = (Quantile(sorted, 50), Quantile(sorted, 90), Quantile(sorted, 99));
        return new LatencySummary(values.Length, values.Average(), mean?.Low, mean?.High, sorted[0],
            p50?.Value, p90?.Value, p99?.Value, sorted[^1], sorted.Count(value => value < 0))
        {
            P50LowMs = p50?.Low,
            P50HighMs = p50?.High,
            P90LowMs = p90?.Low,
            P90HighMs = p90?.High,
            P99LowMs = p99?.Low,
            P99HighMs = p99?.High,
            Branches = TwoBranches.Of(sorted),
        };
    }

    private static (double Value, double Low, double High)? Quantile(double[] sorted, int percent) =>
        QuantileIntervals.OfSorted(sorted, percent) is { } interval
            ? (Percentiles.OfSorted(sorted, percent), interval.Low, interval.High)
            : null;
}
