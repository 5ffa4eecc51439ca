using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>Summaries of a latency over windows.</summary>
internal static class LatencyStatistics
{
    /// <summary>With fewer windows the 99th percentile is meaningless.</summary>
    public const int FewestForP99 = 100;

    /// <summary>
    /// Summarizes a series in order of window end; null when it is empty. Percentiles are exact, by nearest rank.
    /// </summary>
    public static LatencySummary? Summarize(IReadOnlyList<double> valuesMs)
    {
        if (valuesMs.Count == 0) return null;
        var sorted = valuesMs.Order().ToArray();
        var interval = MovingBlockBootstrap.Mean(valuesMs);
        return new LatencySummary(valuesMs.Count, valuesMs.Average(), interval.Low, interval.High, sorted[0],
            Percentiles.OfSorted(sorted, 50), Percentiles.OfSorted(sorted, 90),
            sorted.Length < FewestForP99 ? null : Percentiles.OfSorted(sorted, 99), sorted[^1], sorted.Count(value => value < 0));
    }
}
