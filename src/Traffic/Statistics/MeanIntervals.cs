namespace CtrBench.Traffic.Statistics;

/// <summary>95 % intervals of a mean.</summary>
internal static class MeanIntervals
{
    /// <summary>
    /// Of the mean of a correlated series, as the windows of one run are: mean +- c sqrt(v / n), v the long-run variance (Bartlett,
    /// bandwidth 1.3 sqrt n) and c its fixed-b critical value. Null with fewer than two values.
    /// </summary>
    public static (double Low, double High)? WithinRun(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < 2) return null;
        var bandwidth = LongRunVariance.Bandwidth(n);
        var half = LongRunVariance.Critical95(bandwidth / n) * Math.Sqrt(LongRunVariance.Of(values, bandwidth) / n);
        var mean = LongRunVariance.Mean(values);
        return (mean - half, mean + half);
    }

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
