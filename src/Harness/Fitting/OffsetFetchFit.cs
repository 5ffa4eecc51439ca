using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Fitting;

/// <summary>
/// Estimates when, within the phase that Spark calls latestOffset, the offsets of a batch are read. The phase ends with the broker's
/// answer, and what is stored between the two is not in the batch; with a trigger on which window ends fall, this decides between two
/// latencies one interval apart. Movers show it: each was stored some time after its batch's start, and was read by that batch or by the
/// next.
/// </summary>
internal static class OffsetFetchFit
{
    private const int Steps = 20;

    /// <summary>
    /// The share of the phase, above 0 up to 1: the largest of those that contradict the fewest movers, so the whole phase if nothing
    /// contradicts it.
    /// </summary>
    /// <param name="batches">All batches, by id.</param>
    /// <param name="movers">End and mover's append time of each measured window, epoch ms.</param>
    public static double Share(IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<(long EndMs, double AppendMs)> movers)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(movers);
        var seen = movers.Select(mover => Seen(batches, mover.EndMs, mover.AppendMs)).OfType<(double AfterMs, double PhaseMs, bool Read)>()
            .ToList();
        return Enumerable.Range(1, Steps).Select(step => (double)step / Steps)
            .MinBy(share => (seen.Count(mover => mover.AfterMs <= share * mover.PhaseMs != mover.Read), -share));
    }

    // A watermark is computed in the batch before the first one that evicts with it (S8).
    private static (double AfterMs, double PhaseMs, bool Read)? Seen(IReadOnlyList<MicroBatchReport> batches, long endMs, double appendMs)
    {
        var closing = 0;
        while (closing < batches.Count && batches[closing].WatermarkMs < endMs) closing++;
        var started = closing;
        while (started > 0 && (started >= batches.Count || batches[started].StartedMs > appendMs)) started--;
        if (closing == 0 || closing >= batches.Count || OffsetFetch.Of(batches[started]) is not { } phaseMs) return null;
        return (appendMs - batches[started].StartedMs, phaseMs, batches[closing - 1].Id == batches[started].Id);
    }
}
