using HdrHistogram;

namespace CtrBench.Harness.Measurement;

/// <summary>Summaries of a latency over windows.</summary>
internal static class LatencyStatistics
{
    /// <summary>With fewer windows the 99th percentile is meaningless.</summary>
    public const int FewestForP99 = 100;

    private const int SignificantDigits = 3;

    /// <summary>
    /// Summarizes a series in order of window end; null when it is empty. Percentiles by nearest rank from an HdrHistogram of the distance
    /// to the smallest value, in us with 3 significant digits: the error is under 0.1 % of that distance, also for negative latencies.
    /// </summary>
    public static LatencySummary? Summarize(IReadOnlyList<double> valuesMs)
    {
        if (valuesMs.Count == 0) return null;
        var (min, max) = (valuesMs.Min(), valuesMs.Max());
        var histogram = new LongHistogram(Math.Max(2, (long)Math.Ceiling((max - min) * 1_000)), SignificantDigits);
        foreach (var value in valuesMs) histogram.RecordValue((long)Math.Round((value - min) * 1_000));
        // The library rounds to the nearest rank, so it gets the percentile of the exact rank.
        double Percentile(int percent) =>
            Math.Min(max, min + histogram.GetValueAtPercentile(100.0 * NearestRank(percent, valuesMs.Count) / valuesMs.Count) / 1_000.0);
        var interval = MovingBlockBootstrap.Mean(valuesMs);
        return new LatencySummary(valuesMs.Count, valuesMs.Average(), interval.Low, interval.High, min, Percentile(50), Percentile(90),
            valuesMs.Count < FewestForP99 ? null : Percentile(99), max, valuesMs.Count(value => value < 0));
    }

    private static int NearestRank(int percent, int n) => (n * percent + 99) / 100;
}
