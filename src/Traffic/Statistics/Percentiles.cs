namespace CtrBench.Traffic.Statistics;

/// <summary>
/// Percentiles by nearest rank: of n values in ascending order, the p-th percentile is the one at rank ceil(n * p / 100), counted from 1.
/// It is always one of the values, exact, without interpolation. Every percentile of the program comes from here.
/// </summary>
internal static class Percentiles
{
    /// <summary>The p-th percentile of values in any order, which are left as they are.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="percent">1 .. 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no value, or no such percentile.</exception>
    public static double Of(IEnumerable<double> values, int percent) => OfSorted([.. values.Order()], percent);

    /// <summary>The same of values in ascending order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no value, or no such percentile.</exception>
    public static double OfSorted(double[] sorted, int percent) => sorted[(int)Rank(percent, sorted.Length) - 1];

    /// <summary>Which of <paramref name="count"/> values in ascending order it is, counted from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no value, or no such percentile.</exception>
    public static long Rank(int percent, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (count * percent + 99) / 100;
    }
}
