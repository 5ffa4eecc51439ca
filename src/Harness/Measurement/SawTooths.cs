using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Law L2 on the measured windows of a run. If batches are shorter than the trigger, a window waits from its mover to the next tick (or to
/// the previous one, when the mover was stored before that batch fetched its offsets), and one more interval: the phases of window ends
/// relative to the ticks cause the saw-tooth. Back to back it waits for the rest of a batch, whose phase is uniform, and drifts from window
/// to window by the window size modulo the duration, until the spread of durations has blurred it.
/// </summary>
internal static class SawTooths
{
    // With fewer batches the durations cannot be estimated.
    private const int FewestBatches = 10;

    // From here on the harmonic exp(-2 pi^2 walk) is below the weakest correlation, 0.3: ln(1 / 0.3) / (2 pi^2).
    private const double LongestWalk = 0.060994;

    /// <summary>
    /// The saw-tooth by L2; null for a continuous engine, without timed batches, and with fewer windows than an oscillation requires.
    /// </summary>
    public static SawTooth? Of(RunFacts run, IReadOnlyList<WindowTiming> measured)
    {
        if (run.Family == EngineFamily.Continuous || measured.Count < Oscillations.Fewest) return null;
        var (fromMs, toMs) = (measured[0].EndMs, measured[^1].T1Ms);
        var batches = run.Batches.Where(b => b.StartedMs >= fromMs && b.StartedMs <= toMs && b.DurationMs > 0).ToList();
        if (batches.Count < FewestBatches) return null;
        var batchMs = batches.Average(b => b.DurationMs);
        var triggerMs = run.Query.MicroBatch.TriggerIntervalMs;
        return triggerMs > 0 && batchMs <= triggerMs
            ? OnTicks(run.Query.StepMs, triggerMs, batches, measured)
            : BackToBack(run.Query.StepMs, batches, batchMs, measured);
    }

    private static SawTooth OnTicks(
        long windowMs, long triggerMs, IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<WindowTiming> measured)
    {
        var fetches = batches.ToLookup(b => b.StartedMs / triggerMs, b => b.StartedMs % triggerMs + (OffsetFetch.Of(b) ?? 0));
        var latencies = new List<double>(measured.Count);
        var branches = 0;
        foreach (var window in measured)
        {
            var storedMs = window.Mover!.Value.AppendMs;
            var tick = (long)Math.Floor(storedMs / triggerMs);
            var inTime = fetches[tick].Any(fetchMs => storedMs - tick * triggerMs <= fetchMs);
            if (inTime) branches++;
            var emittingMs = (inTime ? tick + 1 : tick + 2) * triggerMs;
            latencies.Add(emittingMs - window.EndMs + window.DataMs);
        }

        var swing = Oscillations.Of(latencies, windowMs)!;
        var phases = triggerMs / Gcd(windowMs, triggerMs);
        var basis = phases == 1
            ? FormattableString.Invariant($"trigger {triggerMs} ms, one phase for all windows; {branches} of {measured.Count} movers were ")
                + "stored before the offset fetch of their tick, the others wait one more interval"
            : FormattableString.Invariant($"trigger {triggerMs} ms against windows of {windowMs} ms: {phases} phases");
        // If a phase is exactly on a tick, the branch is random, and this noise may hide the cycle of phases.
        var repeats = phases > 1 && phases <= latencies.Count / 2
            && Oscillations.Correlation(latencies, (int)phases) >= Oscillations.WeakestCorrelation;
        return new SawTooth(swing.AmplitudeMs, repeats ? swing.PeriodMs : null, basis);
    }

    private static SawTooth BackToBack(
        long windowMs, IReadOnlyList<MicroBatchReport> batches, double batchMs, IReadOnlyList<WindowTiming> measured)
    {
        var spread = Math.Sqrt(batches.Average(b => (b.DurationMs - batchMs) * (b.DurationMs - batchMs))) / batchMs;
        var last = batches[^1];
        var busy = Math.Min(1, batches.Sum(b => b.DurationMs) / (last.StartedMs + last.DurationMs - batches[0].StartedMs));
        // A mover arrives during a batch with the probability busy, and then waits for a uniform rest of it.
        double Wait(double share) => share <= 1 - busy ? 0 : batchMs * (share - (1 - busy)) / busy;
        var amplitudeMs = (Wait(0.95) - Wait(0.05)) / 2;
        var basis = FormattableString.Invariant(
            $"back to back: batches of {batchMs:0} ms, spread {spread:0.00}, {busy * 100:0} % of the time");
        return new SawTooth(amplitudeMs, Period(windowMs, batchMs, spread, busy, measured), basis);
    }

    // The phase at window k is a uniform start plus k * window modulo the batch. The spread of durations makes it a random walk; the first
    // harmonic's correlation after n windows is exp(-2 pi^2 n sigma^2), sigma in batches.
    private static double? Period(long windowMs, double batchMs, double spread, double busy, IReadOnlyList<WindowTiming> measured)
    {
        if (busy < 0.9) return null;
        var rests = measured.Select(w => batchMs - w.Mover!.Value.AppendMs % batchMs).ToList();
        if (Oscillations.Of(rests, windowMs)?.PeriodMs is not { } periodMs) return null;
        var walk = spread * spread * (periodMs / batchMs);
        return walk <= LongestWalk ? periodMs : null;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
