namespace CtrBench.Traffic.Statistics;

/// <summary>
/// Medians for estimates that must not follow outliers. Figures that are shown are percentiles, which are measured values
/// (<see cref="Percentiles"/>); of an even number of values a median is the mean of the middle two.
/// </summary>
internal static class Medians
{
    /// <summary>The median.</summary>
    /// <param name="values">At least one, in any order.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
