using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Latencies on two branches, as of a micro-batch query whose trigger divides the window: a mover is in time for the offset fetch of its
/// tick, or waits for one more interval. One median of both is the one or the other by chance, so each branch is named with its share.
/// </summary>
/// <param name="LowP50Ms">Median of the lower branch, ms.</param>
/// <param name="LowShare">Share of the windows on it, 0 .. 1.</param>
/// <param name="HighP50Ms">Median of the upper branch, ms.</param>
/// <param name="HighShare">Share of the windows on it.</param>
internal sealed record TwoBranches(double LowP50Ms, double LowShare, double HighP50Ms, double HighShare)
{
    private const int Fewest = 25;

    /// <summary>
    /// The branches of values in ascending order; null when they lie on one, or are fewer than 25. The widest gap that leaves at least a
    /// tenth on either side separates two branches when it is twice as wide as the middle 80 % of either.
    /// </summary>
    public static TwoBranches? Of(double[] sorted)
    {
        if (sorted.Length < Fewest) return null;
        var least = (sorted.Length + 9) / 10;
        var split = least;
        for (var i = least; i <= sorted.Length - least; i++)
            if (sorted[i] - sorted[i - 1] > sorted[split] - sorted[split - 1]) split = i;
        var (low, high) = (sorted[..split], sorted[split..]);
        if (high[0] - low[^1] <= 2 * Math.Max(Spread(low), Spread(high))) return null;
        return new TwoBranches(
            Percentiles.OfSorted(low, 50), (double)low.Length / sorted.Length,
            Percentiles.OfSorted(high, 50), (double)high.Length / sorted.Length);
    }

    private static double Spread(double[] sorted) => Percentiles.OfSorted(sorted, 90) - Percentiles.OfSorted(sorted, 10);
}
