namespace CtrBench.Traffic.Statistics;

/// <summary>95 % intervals of a mean.</summary>
internal static class MeanIntervals
{
    /// <summary>With fewer values of one run their correlation cannot be told, and there is no interval.</summary>
    public const int FewestWithinRun = 15;

    // A series whose neighbours are as correlated as this looks like one without a mean; alternating ones are taken as less so.
    private const double MostCorrelated = 0.97;
    private const double LeastCorrelated = -0.5;

    /// <summary>
    /// Of the mean of a correlated series, as the windows of one run are: mean +- t sqrt(v / n). v is the long-run variance, prewhitened:
    /// that of what an autoregression on the value before leaves (Bartlett, bandwidth 1.3 sqrt n), over (1 - r)^2. t is Student's with the
    /// degrees of freedom that this estimate has. Null with fewer than 15 values, and where r is 0.97 or more: too short to tell.
    /// </summary>
    public static (double Low, double High)? WithinRun(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < FewestWithinRun) return null;
        var mean = LongRunVariance.Mean(values);
        var rests = new double[n];
        for (var i = 0; i < n; i++) rests[i] = values[i] - mean;
        var r = Correlation(rests);
        if (r >= MostCorrelated) return null;
        // From the end, so that the value before is still the deviation.
        for (var i = n - 1; i > 0; i--) rests[i] -= r * rests[i - 1];
        var bandwidth = LongRunVariance.Bandwidth(n);
        // (n - 1) rests with two estimated coefficients.
        var variance = LongRunVariance.Of(rests.AsSpan(1), bandwidth) * n / (n - 1) / ((1 - r) * (1 - r));
        var half = NormalQuantile.Student975(Freedom(n, bandwidth, r)) * Math.Sqrt(variance / n);
        return (mean - half, mean + half);
    }

    // By least squares, which is too small in short series by (1 + 3 r) / n (Kendall 1954).
    private static double Correlation(ReadOnlySpan<double> deviations)
    {
        double products = 0, squares = 0;
        for (var i = 1; i < deviations.Length; i++)
        {
            products += deviations[i] * deviations[i - 1];
            squares += deviations[i - 1] * deviations[i - 1];
        }

        if (squares == 0) return 0;
        var r = products / squares;
        return Math.Max(LeastCorrelated, r + (1 + 3 * r) / deviations.Length);
    }

    // Twice the inverse of the relative variance of the estimate (Satterthwaite): of Bartlett's kernel, and of (1 - r)^2.
    private static double Freedom(int n, double bandwidth, double r) =>
        Math.Max(1, 2 / (4 * bandwidth / (3 * n) + 4 * (1 + r) / (n * (1 - r))));

    /// <summary>Of the mean of independent values, as the means of repetitions are: Student's t. Null with fewer than two.</summary>
    public static (double Low, double High)? OverRepetitions(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < 2) return null;
        var mean = LongRunVariance.Mean(values);
        double squares = 0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        var half = NormalQuantile.Student975(n - 1) * Math.Sqrt(squares / (n - 1) / n);
        return (mean - half, mean + half);
    }
}
