namespace CtrBench.Harness.Fitting;

/// <summary>
/// Bounds what single values do to a mean or a variance. A value beyond six times the distance from the median to the quartile on its side
/// counts as one at that bound; of exponential values these are less than 1 %.
/// </summary>
internal static class Outliers
{
    private const double Quartiles = 6;

    // A broker's append times are whole milliseconds: quartiles that fall on the median do not make the rest outliers.
    private const double LeastMs = 0.5;

    /// <summary>The values with those beyond the bounds replaced by the bounds, in the same order.</summary>
    public static double[] Clip(IReadOnlyList<double> valuesMs)
    {
        if (valuesMs.Count == 0) return [];
        double[] sorted = [.. valuesMs.Order()];
        var (low, middle, high) = (Rank(sorted, 0.25), Rank(sorted, 0.5), Rank(sorted, 0.75));
        var (least, most) = (middle - Quartiles * Math.Max(LeastMs, middle - low), middle + Quartiles * Math.Max(LeastMs, high - middle));
        return [.. valuesMs.Select(value => Math.Clamp(value, least, most))];
    }

    /// <summary>The mean of the clipped values.</summary>
    public static double Mean(IReadOnlyList<double> valuesMs) => Clip(valuesMs).Average();

    private static double Rank(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
