namespace CtrBench.Traffic.Statistics;

/// <summary>
/// The long-run variance of a correlated series, with Bartlett's kernel: the variance plus twice the autocovariances of lags below the
/// bandwidth, weighted 1 - lag / bandwidth (Newey, West 1987). Divided by n it is the variance of the mean.
/// </summary>
internal static class LongRunVariance
{
    /// <summary>The bandwidth for intervals of n values: 1.3 sqrt n, at most n. It is not rounded.</summary>
    public static double Bandwidth(int count) => Math.Min(count, 1.3 * Math.Sqrt(count));

    /// <summary>The long-run variance; 0 or more.</summary>
    /// <param name="values">At least one, in order of time.</param>
    /// <param name="bandwidth">Above 0.</param>
    public static double Of(ReadOnlySpan<double> values, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        return About(Mean(values), values, bandwidth);
    }

    /// <summary>The same about a mean that is known.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="values">At least one, in order of time.</param>
    /// <param name="bandwidth">Above 0.</param>
    public static double About(double mean, ReadOnlySpan<double> values, double bandwidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidth);
        var sum = Covariance(values, mean, 0);
        for (var lag = 1; lag < values.Length && lag < bandwidth; lag++)
            sum += 2 * (1 - lag / bandwidth) * Covariance(values, mean, lag);
        // The kernel is positive semidefinite: below 0 is rounding.
        return Math.Max(0, sum);
    }

    /// <summary>
    /// The fixed-b critical value of a two-sided test of a mean at 5 % whose variance was estimated with this bandwidth, b = bandwidth / n
    /// (Kiefer, Vogelsang 2005, table 1): 1.96 at b = 0, where the normal distribution holds, and wider above.
    /// </summary>
    public static double Critical95(double b) => 1.9600 + b * (2.9694 + b * (0.4160 - b * 0.5324));

    /// <summary>How much wider than a normal critical value the fixed-b one is far out in the tail (two-sided at 2 %).</summary>
    public static double TailFactor(double b) => (2.3263 + b * (4.1618 + b * (0.5368 - b * 0.9060))) / 2.3263;

    /// <summary>The mean.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private static double Covariance(ReadOnlySpan<double> values, double mean, int lag)
    {
        double sum = 0;
        for (var i = lag; i < values.Length; i++) sum += (values[i] - mean) * (values[i - lag] - mean);
        return sum / values.Length;
    }
}
