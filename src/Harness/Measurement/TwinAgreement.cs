using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Measurement;

/// <summary>How far a real engine's run and its twin agree.</summary>
/// <param name="Unit">What was compared: batches, or windows.</param>
/// <param name="Compared">How many.</param>
/// <param name="Differences">Points on which they do not agree.</param>
/// <param name="Undetermined">Of those compared, the ones that the log alone does not determine.</param>
public sealed record TwinAgreement(string Unit, long Compared, int Differences, long Undetermined)
{
    /// <summary>Of a verdict; null where there is none, or nothing was compared.</summary>
    public static TwinAgreement? Of(TwinVerdict? verdict) => verdict is { NotCompared: null }
        ? new TwinAgreement(verdict.Unit, verdict.Compared, verdict.Differences.Count, verdict.Undetermined)
        : null;
}
