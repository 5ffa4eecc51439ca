using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// What holds in every correct run whatever the traffic. The oracle shares code with the twins, so a fault in it is in both; these rules do
/// not use that code (docs/measurement.md "Invariants"). A twin that breaks one shows a bug of ctrbench.
/// </summary>
internal static class InvariantRules
{
    private const string BugCode = "twin-invariant";
    private const double RoundingMs = 0.002;

    /// <summary>The first broken invariant of a run: an error for a twin, a warning for a real engine.</summary>
    public static Finding? Judge(RunEvidence evidence)
    {
        var run = evidence.Run;
        // Oracle and logs are always ours.
        if ((Counts(run) ?? NewestEvent(run)) is { } ours) return Bug(ours);
        if ((BatchWatermark(run) ?? Emissions(run) ?? Watermark(run) ?? Fired(run)) is not { } broken) return null;
        return run.Engine.IsReal
            ? new Finding(Severity.Warning, "engine-invariant", broken + " Check what the engine reports about itself.")
            : Bug(broken);
    }

    /// <summary>Whether a finding of these rules shows that counts or times are wrong.</summary>
    public static bool IsBug(Finding finding) => finding is { Severity: Severity.Error, Code: BugCode };

    private static Finding Bug(string text) => new(Severity.Error, BugCode,
        text + " This is a bug of ctrbench: please report it with the run folder.");

    // views + clicks <= rows: no row counts twice.
    private static string? Counts(RunFacts run)
    {
        var bad = run.Contents.Expected.FirstOrDefault(window => window.Views + window.Clicks > window.Rows);
        return bad is null ? null
            : $"The window from {bad.WindowStartMs} has {bad.Views} views and {bad.Clicks} clicks, but only {bad.Rows} rows.";
    }

    // T0 >= newest due time: no event is sent before it is due.
    private static string? NewestEvent(RunFacts run)
    {
        var grainMs = RoundingMs + AppendTimeRule.GrainMs(run);
        var bad = run.Contents.Expected.FirstOrDefault(window => window is { MaxProducerTimestampNs: { } stamp, MaxDueMs: { } dueMs }
            && EpochMs.Of(stamp) < dueMs - grainMs);
        return bad is null ? null
            : $"The newest event of the window from {bad.WindowStartMs} was due "
                + $"{bad.MaxDueMs - EpochMs.Of(bad.MaxProducerTimestampNs!.Value):F3} ms after T0, but no event is sent before it is due.";
    }

    // A batch evicts with the largest event time of the batches before it minus the delay (S8). What a query continued from is unknown.
    private static string? BatchWatermark(RunFacts run)
    {
        for (var i = 1; i < run.Batches.Count; i++)
        {
            var (before, batch) = (run.Batches[i - 1], run.Batches[i]);
            if (batch.Id != before.Id + 1) continue;
            var due = Math.Max(before.WatermarkMs, before.EventTime is { } times ? times.MaxMs - run.DelayMs : long.MinValue);
            if (batch.WatermarkMs != due)
                return $"Batch {batch.Id} evicts with watermark {batch.WatermarkMs}, but the batches before it make {due}: the largest "
                    + $"event time minus the delay of {run.DelayMs} ms.";
        }
        return null;
    }

    // A window is emitted by the first batch whose watermark has reached its end (S11).
    private static string? Emissions(RunFacts run)
    {
        if (run.Engine.IsReal || !run.AppendMode || run.Batches.Count == 0) return null;
        long[] ends = [.. run.Contents.Results.Select(row => row.WindowEndMs).Order()];
        var emitted = 0;
        foreach (var batch in run.Batches)
        {
            var due = emitted;
            while (due < ends.Length && ends[due] <= batch.WatermarkMs) due++;
            if (batch.Emitted != due - emitted)
                return $"Batch {batch.Id} emitted {batch.Emitted} results, but its watermark {batch.WatermarkMs} closes {due - emitted}.";
            emitted = due;
        }
        return null;
    }

    // The watermark is the smallest of the partitions' (F7); in virtual time the last tick comes after the last row.
    private static string? Watermark(RunFacts run)
    {
        if (run.Family != EngineFamily.Continuous || run.Final?.WatermarkMs is not { } watermark || watermark == long.MaxValue) return null;
        // Not every engine follows partitions that are added.
        if (run.Manifest.Collector is not { PartitionMaxEventTimesMs: { Count: > 0 } times, PartitionsAdded: not > 0 }) return null;
        var idle = run.Query.Continuous.IdleTimeoutMs > 0;
        var largest = (idle ? times.Max() : times.Min()) - run.DelayMs;
        var exact = run.Manifest.Mode == RunMode.Virtual && !idle && run.ReadRecords == run.StoredRecords;
        if (watermark <= largest && (!exact || watermark == largest)) return null;
        return $"The last watermark is {watermark}, but the largest event times of the partitions and the delay of {run.DelayMs} ms make "
            + $"{largest}.";
    }

    // In virtual time a snapshot shows watermark and results of the same moment: what the watermark has passed has been emitted.
    private static string? Fired(RunFacts run)
    {
        if (run.Family != EngineFamily.Continuous || run.Manifest.Mode != RunMode.Virtual) return null;
        long[] ends = [.. run.Contents.Results.Select(row => row.WindowEndMs).Order()];
        var due = 0;
        foreach (var entry in run.Contents.Progress)
        {
            if (entry is not { WatermarkMs: { } watermark, ResultsWritten: { } written } || watermark == long.MaxValue) continue;
            while (due < ends.Length && ends[due] <= watermark + 1) due++;
            if (written < due)
                return $"At {entry.AtMs:F0} ms the watermark {watermark} had closed {due} windows, but {written} results had been emitted.";
        }
        return null;
    }
}
