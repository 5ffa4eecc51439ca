namespace CtrBench.Traffic.Statistics;

/// <summary>
/// One-sided 95 % bounds of a quantile by order statistics, which decide whether a quantile is below a limit, or above it. Of n independent
/// values the number below the true quantile is binomial, whatever the distribution.
/// </summary>
internal static class QuantileBounds
{
    /// <summary>The probability with which a bound is missed.</summary>
    private const double Missed = 0.05;

    /// <summary>
    /// Rank, counted from 1, of the value that the quantile is at or below, with 95 %; null with too few values: fewer than 5 for the
    /// median, 29 for the 90th, 59 for the 95th and 299 for the 99th percentile, 2,995 for p99.9.
    /// </summary>
    /// <param name="count">How many values there are.</param>
    /// <param name="permille">1 .. 999.</param>
    public static int? UpperRank(int count, int permille)
    {
        // The k-th value is too low if at least k values are below the quantile.
        var weights = Weights(count, permille);
        double above = 0;
        int? rank = null;
        for (var k = count; k >= 1; k--)
        {
            above += weights[k];
            if (above > Missed) break;
            rank = k;
        }

        return rank;
    }

    /// <summary>Rank of the value that the quantile is at or above, with 95 %; null with too few values.</summary>
    /// <param name="count">How many values there are.</param>
    /// <param name="permille">1 .. 999.</param>
    public static int? LowerRank(int count, int permille)
    {
        // The k-th value is too high if fewer than k values are below the quantile.
        var weights = Weights(count, permille);
        double below = 0;
        int? rank = null;
        for (var k = 1; k <= count; k++)
        {
            below += weights[k - 1];
            if (below > Missed) break;
            rank = k;
        }

        return rank;
    }

    /// <summary>The fewest values from which the quantile has an upper bound.</summary>
    public static int Fewest(int permille)
    {
        var (count, power) = (1, permille / 1_000.0);
        for (; power > Missed; count++) power *= permille / 1_000.0;
        return count;
    }

    private static double[] Weights(int count, int permille)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permille, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permille, 999);
        return QuantileIntervals.Binomial(count, permille / 1_000.0);
    }
}
