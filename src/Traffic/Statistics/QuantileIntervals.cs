namespace CtrBench.Traffic.Statistics;

/// <summary>
/// Intervals of a percentile by order statistics: of n independent values the number below the true percentile is binomial, so the values
/// at two ranks enclose it with a known probability, whatever the distribution.
/// </summary>
internal static class QuantileIntervals
{
    /// <summary>The confidence of intervals, unless said otherwise.</summary>
    public const double Confidence = 0.95;

    /// <summary>The interval of the p-th percentile from values in ascending order; null when there are too few values for one.</summary>
    public static (double Low, double High)? OfSorted(double[] sorted, int percent, double confidence = Confidence) =>
        Ranks(sorted.Length, percent, confidence) is { } ranks ? (sorted[ranks.Low - 1], sorted[ranks.High - 1]) : null;

    /// <summary>
    /// The ranks, counted from 1. Each end is missed with at most half of the allowed probability; where even the largest (or smallest)
    /// value is missed with more, the other end has what is left. Null when too little is left: with fewer than 6 values for the median,
    /// 29 for the 90th and 299 for the 99th percentile at 95 %.
    /// </summary>
    public static (int Low, int High)? Ranks(int count, int percent, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 99);
        if (count < 1) return null;
        var weights = Binomial(count, percent / 100.0);
        var allowed = 1 - confidence;
        var (below, above) = (weights[0], weights[count]);
        var (lowShare, highShare) = (allowed / 2, allowed / 2);
        if (above > highShare) (lowShare, highShare) = (allowed - above, above);
        else if (below > lowShare) (lowShare, highShare) = (below, allowed - below);
        if (below > lowShare || above > highShare) return null;
        var (low, high) = (1, count);
        while (low < count && below + weights[low] <= lowShare) below += weights[low++];
        while (high > 1 && above + weights[high - 1] <= highShare) above += weights[--high];
        return (low, high);
    }

    /// <summary>The fewest values from which the p-th percentile has an interval.</summary>
    public static int Fewest(int percent)
    {
        var count = 1;
        while (Ranks(count, percent) is null) count++;
        return count;
    }

    /// <summary>
    /// Probabilities of 0 .. n successes, from the likeliest one outwards: no power that underflows, and no function of the C library.
    /// </summary>
    public static double[] Binomial(int count, double p)
    {
        var weights = new double[count + 1];
        var odds = p / (1 - p);
        var mode = Math.Min(count, (int)((count + 1) * p));
        weights[mode] = 1;
        for (var k = mode; k < count; k++) weights[k + 1] = weights[k] * (count - k) / (k + 1) * odds;
        for (var k = mode; k > 0; k--) weights[k - 1] = weights[k] * k / (count - k + 1) / odds;
        var total = weights.Sum();
        for (var k = 0; k <= count; k++) weights[k] /= total;
        return weights;
    }
}
