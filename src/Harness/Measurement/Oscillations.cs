using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>Finds the saw-tooth of a latency series.</summary>
internal static class Oscillations
{
    /// <summary>The shortest series, values. Three minutes of 10 s windows leave about 15.</summary>
    public const int Fewest = 10;

    private const int LongestLag = 500;

    /// <summary>An autocorrelation below it does not count as a period.</summary>
    public const double WeakestCorrelation = 0.3;

    // A series without a period shows one in about 1 of 100 runs, however many lags are tried.
    private const double FalsePeriods = 0.01;

    /// <summary>
    /// The oscillation of a series with one value per window; null when the series is too short. The period is the first local maximum of
    /// the autocorrelation, from 2 windows up, that is above 0.3 and significant: above what a series without a period, whose neighbours
    /// are as correlated as here (AR(1)), exceeds at any of the lags tried with a probability of 1 %.
    /// </summary>
    public static Oscillation? Of(IReadOnlyList<double> valuesMs, long windowMs)
    {
        var n = valuesMs.Count;
        if (n < Fewest) return null;
        var sorted = valuesMs.Order().ToArray();
        var amplitude = (Percentiles.OfSorted(sorted, 95) - Percentiles.OfSorted(sorted, 5)) / 2;
        return new Oscillation(amplitude, Period(valuesMs) is { } lag ? (double)lag * windowMs : null);
    }

    /// <summary>The autocorrelation of a series at a lag, values; 0 for a constant series and for a lag beyond it.</summary>
    public static double Correlation(IReadOnlyList<double> values, int lag)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean));
        double sum = 0;
        for (var index = lag; index < values.Count; index++) sum += (values[index] - mean) * (values[index - lag] - mean);
        return variance == 0 ? 0 : sum / variance;
    }

    private static int? Period(IReadOnlyList<double> values)
    {
        var lags = Math.Min(values.Count / 2, LongestLag);
        var correlation = new double[lags + 1];
        for (var lag = 1; lag <= lags; lag++) correlation[lag] = Correlation(values, lag);
        if (lags < 3) return null;
        var critical = NormalQuantile.Above(FalsePeriods / (lags - 2));
        // The correlation at lag k of AR(1) with coefficient f is f^k on average, with the variance of Bartlett (1946).
        var neighbours = Math.Clamp(correlation[1], 0, 0.99);
        var (square, power) = (neighbours * neighbours, neighbours);
        for (var lag = 2; lag < lags; lag++)
        {
            power *= neighbours;
            var variance = ((1 + square) * (1 - power * power) / (1 - square) - 2 * lag * power * power) / values.Count;
            var weakest = Math.Max(WeakestCorrelation, power + critical * Math.Sqrt(Math.Max(0, variance)));
            if (correlation[lag] > weakest && correlation[lag] >= correlation[lag - 1]
                && correlation[lag] >= correlation[lag + 1]) return lag;
        }
        return null;
    }
}
