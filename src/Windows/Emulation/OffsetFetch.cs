namespace CtrBench.Windows.Emulation;

/// <summary>
/// The offset fetch of a batch as reported by Spark: its first phase, so its duration is the delay from the batch's start.
/// </summary>
internal static class OffsetFetch
{
    /// <summary>Spark's name of the phase.</summary>
    public const string Phase = "latestOffset";

    /// <summary>From the start of a batch to the end of its offset fetch, ms; null when it reports no phases.</summary>
    public static double? Of(MicroBatchReport batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.PhasesMs is { } phases && phases.TryGetValue(Phase, out var ms) ? ms : null;
    }
}
