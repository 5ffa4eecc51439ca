using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// Spark Structured Streaming's rules (S1-S40) as a pure state machine: one global watermark that moves between batches, late rows filtered
/// with the watermark of the previous batch, windows evicted once the watermark of this batch has reached their end. One round is
/// <see cref="TryBegin"/>, <see cref="Process"/> for each partition's records up to the planned end, <see cref="EndBatch"/>.
/// </summary>
internal sealed class MicroBatchProcessor : IWindowProcessor
{
    private readonly CtrQuery _query;
    private readonly MicroBatchScheduler _scheduler;
    private readonly MicroBatchStatistics _statistics;
    private readonly WindowGrid _grid;
    private readonly WindowStore _batch;
    private readonly WindowStore? _batchWindows;
    private readonly WindowOperator _state;
    private readonly List<LateRow> _lateInBatch = [];
    private MicroBatchPlan? _plan;
    private MicroBatchPlan? _pending;
    private long _nextId;
    private long _trackerMs;
    private long _lastEvictionMs;
    private bool _ranInThisRun;
    private long _inputRows;
    private long _records;
    private long _emittedRecords;
    private long _lateRecords;
    private long _lateWindows;
    private long _malformed;
    private WatermarkBasis _basis = new(-1, 0);

    /// <summary>A query that has never run, over a topic whose earliest offsets are <paramref name="earliestOffsets"/>, one per
    /// partition.</summary>
    public MicroBatchProcessor(CtrQuery query, IReadOnlyList<long> earliestOffsets)
    {
        _query = query;
        _scheduler = new MicroBatchScheduler(query.MicroBatch, [.. earliestOffsets]);
        _statistics = new MicroBatchStatistics(earliestOffsets.Count);
        _grid = WindowGrid.Of(query);
        _batch = new WindowStore(_grid.Slices);
        _batchWindows = _grid.IsTumbling ? null : new WindowStore(_grid);
        _state = new WindowOperator(_grid);
    }

    /// <summary>Receives late drops one by one; null: they are only counted.</summary>
    internal List<LateDrop>? LateDrops { get; init; }

    /// <summary>Receives the rows that are dropped as late; null: they are only counted.</summary>
    internal LateRows? LateRows { get; init; }

    /// <inheritdoc/>
    public WatermarkBasis Basis => _basis;

    /// <summary>The last batch's report; null before the first.</summary>
    public MicroBatchReport? LastReport { get; private set; }

    /// <summary>Whether another batch must run even without records (S17): the watermark has moved since.</summary>
    public bool WantsBatch => _query.MicroBatch.NoDataBatches && _ranInThisRun && _trackerMs > _lastEvictionMs;

    /// <inheritdoc/>
    public ResultBatch Output { get; } = new();

    /// <inheritdoc/>
    public ProcessorCounters Counters => new(
        _records, _emittedRecords, _lateRecords, _lateWindows, _malformed,
        _state.OpenRecords + _batch.RowsIn(_grid, long.MinValue), _trackerMs);

    /// <summary>
    /// What a trigger does at <paramref name="nowMs"/> when the topic ends at <paramref name="latestOffsets"/>: the plan of a batch, or
    /// null when it runs none (S17). A batch that a checkpoint contains as started is planned again unchanged (S20).
    /// </summary>
    public MicroBatchPlan? TryBegin(ReadOnlySpan<long> latestOffsets, long nowMs)
    {
        if (_pending is { } again)
        {
            _pending = null;
            return _plan = again;
        }

        var end = _scheduler.Decide(latestOffsets, nowMs, WantsBatch);
        return end is null ? null : Begin(end);
    }

    /// <summary>
    /// Plans the next batch with these end offsets, whatever the trigger would have decided: the replay of a recorded batch.
    /// </summary>
    public MicroBatchPlan Begin(IReadOnlyList<long> endOffsets)
    {
        if (_plan is not null) throw new InvalidOperationException($"Batch {_plan.Id} is still running: one batch at a time.");
        var late = _query.MicroBatch.LateFilter == LateFilter.Previous ? _lastEvictionMs : _trackerMs;
        return _plan = new MicroBatchPlan(_nextId, _scheduler.Start, [.. endOffsets], _trackerMs, late);
    }

    /// <summary>Takes rows of one partition for the planned batch, in offset order; it emits nothing.</summary>
    public void Process(EventBatch rows)
    {
        if (_plan is null) throw new InvalidOperationException("Rows without a planned batch: call TryBegin first.");
        var times = rows.EventTimeMs;
        var stamps = rows.ProducerTimestampNs;
        var flags = rows.Flags;
        var keys = rows.KeyIds;
        _records += times.Length;
        _inputRows += rows.RecordCount;
        for (var i = 0; i < times.Length; i++)
        {
            var flag = flags[i];
            if (_query.MicroBatch.FilterEventTypes && (flag & (RowFlags.View | RowFlags.Click)) == 0)
            {
                _records--; // filtered before the operator: read (S36), but never one of its rows
                continue;
            }

            if ((flag & RowFlags.HasEventTime) == 0)
            {
                _malformed++;
                _statistics.Add(rows.Partition, 0);
                continue;
            }

            _statistics.Add(rows.Partition, times[i]);
            _batch.Add(_batch.At(times[i]), keys[i], flag, stamps[i]);
            if (LateRows is not null && times[i] < _plan.LateWatermarkMs) ListIfLate(rows, i, _plan);
        }
    }

    /// <summary>
    /// Ends the planned batch: drops late windows, merges the others into the state, emits and evicts the windows closed by the watermark,
    /// and moves the watermark (S12).
    /// </summary>
    public void EndBatch()
    {
        var plan = _plan ?? throw new InvalidOperationException("No batch is planned: call TryBegin first.");
        var (updated, dropped) = MergeBatch(plan);
        foreach (var row in _lateInBatch) LateRows!.List(row);
        _lateInBatch.Clear();
        var append = _query.MicroBatch.OutputMode == OutputMode.Append;
        var emittedBefore = Output.Count;
        var (removed, removedRows) = _state.CloseUpTo(plan.EvictionWatermarkMs, append ? Output : null);
        _emittedRecords += removedRows;
        _state.AssertInvariants(plan.EvictionWatermarkMs);
        LastReport = new MicroBatchReport
        {
            Id = plan.Id,
            Start = plan.Start,
            End = plan.End,
            InputRows = _inputRows,
            WatermarkMs = plan.EvictionWatermarkMs,
            EventTime = _statistics.Read(),
            Emitted = append ? Output.Count - emittedBefore : updated,
            RowsDropped = dropped,
            RowsUpdated = updated,
            RowsRemoved = removed,
            RowsTotal = _state.Cells,
        };
        MoveWatermark(plan.Id);
        _lastEvictionMs = plan.EvictionWatermarkMs;
        _scheduler.Commit(plan.End);
        (_nextId, _ranInThisRun, _plan, _inputRows) = (plan.Id + 1, true, null, 0);
        _statistics.Reset();
    }

    /// <summary>Nothing: Spark leaves the last windows in its state at the end of the input (S23).</summary>
    public void EndInput()
    {
    }

    /// <summary>The state between two batches, as in a checkpoint (S20); key texts come from the parser's table.</summary>
    public MicroBatchCheckpoint Checkpoint(KeyTable keys) => new(
        _nextId - 1, _scheduler.Start ?? [], _lastEvictionMs, _trackerMs, [.. _state.Open().Select(r => CheckpointWindow.From(r, keys))]);

    /// <summary>
    /// Continues from a checkpoint in a new run (S20): no batch without records until new offsets have arrived. <paramref name="begun"/>: a
    /// batch that is in the offset log but not in the commit log; it runs again with the same offsets and watermark, and its results are
    /// written twice.
    /// </summary>
    public void Restore(MicroBatchCheckpoint checkpoint, KeyTable keys, MicroBatchPlan? begun = null)
    {
        (_nextId, _lastEvictionMs) = (checkpoint.LastBatchId + 1, checkpoint.LastWatermarkMs);
        _trackerMs = Math.Max(checkpoint.LastWatermarkMs, checkpoint.NextWatermarkMs);
        _ranInThisRun = false;
        _pending = begun;
        if (checkpoint.End.Count > 0) _scheduler.Restore(checkpoint.End);
        foreach (var window in checkpoint.Windows)
            _state.Merge(window.WindowStartMs, window.Key is null ? 0 : keys.GetOrAdd(window.Key), window.Counts, long.MinValue);
        _records += _state.OpenRecords;
    }

    /// <inheritdoc/>
    public void MarkKeys(bool[] live)
    {
        _state.MarkKeys(live);
        _batch.MarkKeys(live);
    }

    ProcessorCheckpoint IWindowProcessor.Checkpoint(KeyTable keys) => Checkpoint(keys);

    void IWindowProcessor.Restore(ProcessorCheckpoint checkpoint, KeyTable keys) =>
        Restore(
            checkpoint as MicroBatchCheckpoint
            ?? throw new ArgumentException("The checkpoint is not one of a micro-batch engine.", nameof(checkpoint)), keys);

    private void MoveWatermark(long batch)
    {
        if (!_statistics.HasRows) return;
        var newestMs = TumblingWindows.Minus(_statistics.MaxMs, _query.WatermarkDelayMs);
        if (newestMs <= _trackerMs) return;
        _trackerMs = newestMs;
        _basis = new WatermarkBasis(_statistics.MaxPartition, batch);
    }

    // The same comparison as when the batch is merged, where a window's rows are no longer apart (S14).
    private void ListIfLate(EventBatch rows, int i, MicroBatchPlan plan)
    {
        foreach (var startMs in _grid.StartsOf(rows.EventTimeMs[i]))
        {
            if (_grid.End(startMs) > plan.LateWatermarkMs || _lateInBatch.Count >= LateRows.MostListed) return;
            _lateInBatch.Add(new LateRow(rows.Partition, rows.OffsetOf(i), rows.EventTimeMs[i], startMs, plan.LateWatermarkMs, plan.Id));
        }
    }

    private (int Updated, int Dropped) MergeBatch(MicroBatchPlan plan)
    {
        var (updated, dropped) = (0, 0);
        var windows = WindowsOfBatch();
        while (!windows.IsEmpty)
        {
            var window = windows.RemoveFirst();
            foreach (var key in window.Keys)
            {
                if (!_state.Merge(window.StartMs, key, window[key], plan.LateWatermarkMs))
                {
                    dropped++;
                    _lateRecords += window[key].Rows;
                    LateDrops?.Add(new LateDrop(window.StartMs, key, window[key].Rows));
                    LateRows?.Count(window[key].Rows, plan.LateWatermarkMs - window.EndMs);
                    continue;
                }

                updated++;
                if (_query.MicroBatch.OutputMode == OutputMode.Update) Output.Add(_state.Running(window.StartMs, key));
            }

            windows.Recycle(window);
        }

        _lateWindows += dropped;
        return (updated, dropped);
    }

    // A row is copied into each of its windows before rows are counted by window (S40): the same as copying counts of its slice.
    private WindowStore WindowsOfBatch()
    {
        if (_batchWindows is null) return _batch;
        while (!_batch.IsEmpty)
        {
            var slice = _batch.RemoveFirst();
            var lastMs = _grid.LastStart(slice.StartMs);
            for (var startMs = _grid.FirstStart(slice.StartMs); startMs <= lastMs; startMs += _grid.SlideMs)
                foreach (var key in slice.Keys) _batchWindows.Merge(startMs, key, slice[key]);
            _batch.Recycle(slice);
        }

        return _batchWindows;
    }
}
