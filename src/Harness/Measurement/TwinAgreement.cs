using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Measurement;

/// <summary>Agreement of a real engine's run with its twin.</summary>
/// <param name="Unit">What was compared: batches, or windows.</param>
/// <param name="Compared">How many.</param>
/// <param name="Differences">Number of differences.</param>
/// <param name="Undetermined">Of those compared, the ones that the log alone does not determine.</param>
internal sealed record TwinAgreement(string Unit, long Compared, int Differences, long Undetermined)
{
    /// <summary>From a verdict; null if there is none, or nothing was compared.</summary>
    public static TwinAgreement? Of(TwinVerdict? verdict) => verdict is { NotCompared: null }
        ? new TwinAgreement(verdict.Unit, verdict.Compared, verdict.Differences.Count, verdict.Undetermined)
        : null;
}
