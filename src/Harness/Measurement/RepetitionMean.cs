using MathNet.Numerics.Distributions;

namespace CtrBench.Harness.Measurement;

/// <summary>The mean of one figure over repetitions of a run with different seeds.</summary>
/// <param name="N">Repetitions.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Interval">95 % interval by Student's t; null for a single repetition.</param>
internal sealed record RepetitionMean(int N, double Mean, Interval? Interval)
{
    /// <summary>The mean of independent repetitions.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RepetitionMean Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var n = values.Count;
        if (n == 0) throw new ArgumentException("At least one repetition is needed.", nameof(values));
        var mean = values.Average();
        if (n == 1) return new RepetitionMean(1, mean, null);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (n - 1));
        var half = StudentT.InvCDF(0, 1, n - 1, 0.975) * deviation / Math.Sqrt(n);
        return new RepetitionMean(n, mean, new Interval(mean - half, mean + half));
    }
}
