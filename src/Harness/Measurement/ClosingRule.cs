using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Decides which windows an engine must have closed by the end of its run, from its progress and the append times of the movers.
/// </summary>
internal sealed class ClosingRule
{
    private const long SlackMs = 10_000;
    private readonly RunFacts _run;
    private readonly long _closedToMs;
    private readonly long _resultsToMs;
    private readonly double _moversReadToMs;

    /// <summary>The rule of one run.</summary>
    public ClosingRule(RunFacts run)
    {
        _run = run;
        // An engine closes windows in order of their ends.
        _resultsToMs = run is { AppendTimesKnown: false, AppendMode: true }
            ? run.Contents.Results.Select(row => row.WindowEndMs).DefaultIfEmpty(long.MinValue).Max() : long.MinValue;
        (_closedToMs, _moversReadToMs) = run.Family == EngineFamily.MicroBatch ? MicroBatch(run) : Continuous(run);
    }

    /// <summary>
    /// Whether the window must have closed: the engine's own watermark has passed its end, or its mover was appended early enough for the
    /// engine to read it and close the window; where append times are unknown, a window that ends later has a result.
    /// </summary>
    public bool MustHaveClosed(ExpectedWindow window) =>
        window.WindowEndMs <= _closedToMs || window.WindowEndMs <= _resultsToMs
        || _run.MoverOf(window) is { } mover && mover.AppendMs < _moversReadToMs;

    /// <summary>
    /// Whether append times do not show which rows were late: a row limit per batch reads partitions unevenly, and the local aggregate of
    /// an idle reader holds rows back while the watermark of the others moves on (F11, F22).
    /// </summary>
    public bool IsOrderUnknown => _run.Family == EngineFamily.MicroBatch
        ? _run.Query.MicroBatch.MaxOffsetsPerTrigger is not null
        : _run.Query.Continuous is { IdleTimeoutMs: > 0, SourceParallelism: > 1, AggregationPhase: AggregationPhase.TwoPhase };

    /// <summary>
    /// Whether the window may have lost every row to lateness: its first row was appended after a watermark could have passed its end. It
    /// follows from the log alone, never from what the engine says about its late rows.
    /// </summary>
    public bool MayBeAllLate(ExpectedWindow window) =>
        IsOrderUnknown || window.Any is { } mover && window.FirstAppendMs >= Math.Floor(Math.Max(mover.AppendMs, InTimeToMs(window)));

    /// <summary>
    /// Whether no row of the window can have been late: all were appended before any watermark could have passed its end; on a broker,
    /// whose partitions may be read some time apart, at least a second before. Never certain when <see cref="IsOrderUnknown"/>, nor
    /// without append times.
    /// </summary>
    public bool IsSurelyWhole(ExpectedWindow window) =>
        !IsOrderUnknown && window.LastAppendMs is not null
        && (window.Any is not { } mover || window.LastAppendMs + SkewMs < Math.Max(mover.AppendMs - 1, InTimeToMs(window)));

    private double SkewMs => _run.Manifest.Mode == RunMode.Virtual ? 1 : 1_000;

    // Every row that was stored before the batch that evicts the window began is in time: it was read by that batch or an earlier one.
    // With Spark's older late filter, which already drops by that batch's own watermark, before the batch that came before it.
    private double InTimeToMs(ExpectedWindow window)
    {
        var (low, high) = (0, _run.Batches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_run.Batches[middle].WatermarkMs >= window.WindowEndMs) high = middle;
            else low = middle + 1;
        }
        if (_run.Query.MicroBatch.LateFilter != LateFilter.Previous) low--;
        return low >= 0 && low < _run.Batches.Count && _run.Batches[low].StartedMs > 0
            ? _run.Batches[low].StartedMs - SkewMs : double.MinValue;
    }

    private static (long ClosedToMs, double MoversReadToMs) MicroBatch(RunFacts run)
    {
        var batches = run.Batches;
        if (batches.Count == 0) return (long.MinValue, LastSignMs(run) - 2 * run.Query.MicroBatch.TriggerIntervalMs - SlackMs);
        // A batch closes the windows that its eviction watermark has passed (S11). A mover stored before the last but one batch started is
        // in that batch (S16), so the last batch closes the window.
        var limited = run.Query.MicroBatch.MaxOffsetsPerTrigger is not null || run.Query.MicroBatch.MinOffsetsPerTrigger is not null;
        return (batches.Max(batch => batch.WatermarkMs), limited || batches.Count < 2 ? double.MinValue : batches[^2].StartedMs);
    }

    private static (long ClosedToMs, double MoversReadToMs) Continuous(RunFacts run)
    {
        var closedTo = run.Final?.WatermarkMs is { } watermark ? watermark == long.MaxValue ? watermark : watermark + 1 : long.MinValue;
        var settings = run.Query.Continuous;
        var allRead = run.ReadRecords is not { } read || run.StoredRecords is not { } stored || read >= stored;
        return (closedTo, allRead ? LastSignMs(run) - 2 * settings.EmitIntervalMs - settings.BufferTimeoutMs - SlackMs : double.MinValue);
    }

    private static double LastSignMs(RunFacts run) =>
        Math.Max(run.Final?.AtMs ?? double.MinValue, run.Contents.Results.LastOrDefault()?.T1Ms ?? double.MinValue);
}
