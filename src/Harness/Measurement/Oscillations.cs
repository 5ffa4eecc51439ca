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

    /// <summary>
    /// The oscillation of a series with one value per window; null when the series is too short. The period is the first local maximum of
    /// the autocorrelation that is above 0.3 and above the random level (2 / sqrt n), from 2 windows up.
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
        var weakest = Math.Max(WeakestCorrelation, 2 / Math.Sqrt(values.Count));
        for (var lag = 2; lag < lags; lag++)
        {
            if (correlation[lag] > weakest && correlation[lag] >= correlation[lag - 1]
                && correlation[lag] >= correlation[lag + 1]) return lag;
        }
        return null;
    }
}
