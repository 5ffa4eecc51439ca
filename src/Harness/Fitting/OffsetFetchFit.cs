using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Statistics;
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

    /// <summary>
    /// Of an engine that reports no such phase: the mean of the exponential rest that makes as many movers stored before the fetch as were
    /// read by the batch that had started; null where the run does not show it, because all or none were.
    /// </summary>
    /// <param name="batches">All batches, by id.</param>
    /// <param name="movers">End and mover of each measured window.</param>
    /// <param name="ingestMs">From due to append in the profile, ms: what a simulation adds to each mover's due time.</param>
    /// <param name="fetchMs">Least delay from the start of a batch to its offset fetch in the profile, ms.</param>
    public static double? JitterMs(
        IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<(long EndMs, Mover Mover)> movers, double ingestMs, double fetchMs)
    {
        var seen = movers.Select(m => (Found: Started(batches, m.EndMs, m.Mover.AppendMs), m.Mover.DueMs))
            .Where(m => m.Found is not null).ToList();
        var read = seen.Count(m => m.Found!.Value.Read);
        if (read == 0 || read == seen.Count) return null;
        double[] afterMs = [.. seen.Select(m => Math.Max(0, m.DueMs + ingestMs - batches[m.Found!.Value.Index].StartedMs - fetchMs))];
        var (low, high) = (0.001, 1_000.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = Math.Sqrt(low * high);
            if (afterMs.Sum(ms => PortableExp.Exp(-ms / middle)) < read) low = middle;
            else high = middle;
        }

        return low;
    }

    // A watermark is computed in the batch before the first one that evicts with it (S8).
    private static (int Index, bool Read)? Started(IReadOnlyList<MicroBatchReport> batches, long endMs, double appendMs)
    {
        var closing = 0;
        while (closing < batches.Count && batches[closing].WatermarkMs < endMs) closing++;
        var started = closing;
        while (started > 0 && (started >= batches.Count || batches[started].StartedMs > appendMs)) started--;
        return closing == 0 || closing >= batches.Count ? null : (started, batches[closing - 1].Id == batches[started].Id);
    }

    private static (double AfterMs, double PhaseMs, bool Read)? Seen(
        IReadOnlyList<MicroBatchReport> batches, long endMs, double appendMs) =>
        Started(batches, endMs, appendMs) is { } found && OffsetFetch.Of(batches[found.Index]) is { } phaseMs
            ? (appendMs - batches[found.Index].StartedMs, phaseMs, found.Read) : null;
}
