namespace CtrBench.Harness.Measurement;

/// <summary>One figure of two runs.</summary>
/// <param name="Name">mean, p50, p90 or p99.</param>
/// <param name="AMs">Value of the first run, ms.</param>
/// <param name="BMs">Value of the second run, ms.</param>
internal sealed record ComparedValue(string Name, double AMs, double BMs)
{
    /// <summary>A - B, ms.</summary>
    public double DifferenceMs => AMs - BMs;

    /// <summary>(A - B) / B: the error of a prediction A of a measured B; null where B is 0.</summary>
    public double? Error => BMs == 0 ? null : DifferenceMs / Math.Abs(BMs);
}
