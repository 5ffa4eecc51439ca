using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// Flink SQL's rules (F1-F39) as a pure state machine: a watermark per split, the minimum over splits and readers, published after each row
/// or at ticks; a window fires once the watermark has reached its end - 1 ms, and later rows of it are dropped. <see cref="Tick"/> is one
/// tick of every reader.
/// </summary>
internal sealed class ContinuousProcessor : IWindowProcessor
{
    private readonly CtrQuery _query;
    private readonly int _partitions;
    private readonly SourceReader[] _readers;
    private readonly WatermarkValve _valve;
    private readonly WindowOperator _windows;
    private readonly WindowGrid _grid;
    private readonly bool _isSliding;
    private readonly bool _onEvent;
    private long _records;
    private long _emittedRecords;
    private long _lateRecords;
    private long _lateDropped;
    private long _malformed;
    private long _step;

    // Windows with end <= this are closed: the operator's watermark + 1 ms (F14).
    private long _boundMs = long.MinValue;

    /// <summary>A new job over a topic with this many partitions.</summary>
    public ContinuousProcessor(CtrQuery query, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        (_query, _partitions) = (query, partitions);
        _onEvent = query.Continuous.EmitStrategy == EmitStrategy.OnEvent;
        _readers = [.. Enumerable.Range(0, query.Continuous.SourceParallelism).Select(i => new SourceReader(query, i, partitions))];
        _valve = new WatermarkValve(_readers.Length, query.Continuous.Rules);
        _grid = WindowGrid.Of(query);
        _isSliding = !_grid.IsTumbling;
        _windows = WindowOperator.ForRows(_grid);
    }

    /// <inheritdoc/>
    public ResultBatch Output { get; } = new();

    /// <inheritdoc/>
    public ProcessorCounters Counters => new(
        _records, _emittedRecords, _lateRecords, _lateDropped, _malformed,
        _windows.OpenRecords + _readers.Sum(r => r.Local?.RowsIn(_grid) ?? 0), _valve.WatermarkMs);

    /// <summary>Receives late drops one by one; null: they are only counted.</summary>
    internal List<LateDrop>? LateDrops { get; init; }

    /// <summary>Receives the rows that are dropped as late; null: they are only counted.</summary>
    internal LateRows? LateRows { get; init; }

    /// <inheritdoc/>
    public WatermarkBasis Basis
    {
        get
        {
            var (slowest, atMs) = (-1, long.MaxValue);
            for (var p = 0; p < _partitions; p++)
            {
                var reader = _readers[p % _readers.Length];
                var split = reader.Split(p);
                if (reader.IsIdle || split.IsIdle || split.WatermarkMs >= atMs) continue;
                (slowest, atMs) = (p, split.WatermarkMs);
            }

            return new WatermarkBasis(slowest, _step);
        }
    }

    /// <summary>The window operator's watermark, epoch ms; long.MinValue before there is one.</summary>
    public long WatermarkMs => _valve.WatermarkMs;

    /// <summary>Takes rows of one partition, in offset order; emitted on-event, they fire windows at once.</summary>
    public void Process(EventBatch rows)
    {
        var reader = _readers[rows.Partition % _readers.Length];
        var split = reader.Split(rows.Partition);
        var times = rows.EventTimeMs;
        var stamps = rows.ProducerTimestampNs;
        var flags = rows.Flags;
        var keys = rows.KeyIds;
        _records += times.Length;
        for (var i = 0; i < times.Length; i++)
        {
            if (_onEvent) _step++;
            if ((flags[i] & RowFlags.HasEventTime) == 0)
            {
                _malformed++;
                continue;
            }

            // The row is processed before its own watermark (F4).
            if (reader.Local is { } local)
            {
                local.Add(times[i], keys[i], flags[i], stamps[i]);
                if (LateRows is not null) Hold(reader, rows, i);
            }
            else if (!_windows.Add(times[i], keys[i], flags[i], stamps[i], _boundMs))
            {
                CountLate(times[i], keys[i], 1);
                ListIfLate(new HeldRow(rows.Partition, rows.OffsetOf(i), times[i]));
            }
            else if (_isSliding && times[i] < _boundMs)
            {
                CountMissed(times[i], 1, _grid.ClosedOf(times[i], _boundMs));
                ListIfLate(new HeldRow(rows.Partition, rows.OffsetOf(i), times[i]));
            }

            split.Raise(TumblingWindows.Minus(times[i], _query.WatermarkDelayMs));
            if (_onEvent && split.Publish()) Forward(reader);
        }
    }

    /// <summary>
    /// One watermark tick (F5): every reader checks for idleness, publishes if periodic, and forwards changes.
    /// </summary>
    public void Tick(long nowMs)
    {
        if (!_onEvent) _step++;
        foreach (var reader in _readers)
        {
            reader.Tick(nowMs);
            Forward(reader);
        }
    }

    /// <summary>
    /// The final watermark of a bounded input or a drain (F28): local buffers are flushed, every open window fires. An idle reader sends no
    /// watermark, the final one neither: when all are idle nothing fires.
    /// </summary>
    public void EndInput()
    {
        PassBarrier();
        if (Array.Exists(_readers, reader => !reader.IsIdle)) Fire(long.MaxValue);
    }

    /// <summary>A checkpoint barrier passes: local aggregates flush (F19), which can drop late partial counts immediately (F22).</summary>
    public void PassBarrier()
    {
        foreach (var reader in _readers) Flush(reader);
    }

    /// <summary>The state after a barrier, as in a savepoint. The watermarks of splits are not part of it.</summary>
    public ContinuousCheckpoint Checkpoint(KeyTable keys)
    {
        PassBarrier();
        // The operator's own watermark, not the valve's: after a restore the valve has none until the first arrives.
        var watermarkMs = _boundMs == long.MinValue ? long.MinValue : _boundMs - 1;
        return new ContinuousCheckpoint(watermarkMs, [.. _windows.Open().Select(r => CheckpointWindow.From(r, keys))]);
    }

    /// <summary>
    /// Restores a savepoint into a new job. The TVF forms restore their watermark, so late rows stay late (F24); the legacy form does not,
    /// and may reopen an emitted window (F26).
    /// </summary>
    public void Restore(ContinuousCheckpoint checkpoint, KeyTable keys)
    {
        QueryCheck.ThrowIfNotContinued(_query);
        if (_query.Continuous.AggregationPhase != AggregationPhase.Legacy && checkpoint.WatermarkMs > long.MinValue)
        {
            _boundMs = TumblingWindows.Plus(checkpoint.WatermarkMs, 1);
            _windows.CloseUpTo(_boundMs, output: null);
        }

        foreach (var window in checkpoint.Windows)
            _windows.Merge(window.WindowStartMs, window.Key is null ? 0 : keys.GetOrAdd(window.Key), window.Counts, long.MinValue);
        _records += _windows.OpenRecords;
    }

    /// <inheritdoc/>
    public void MarkKeys(bool[] live)
    {
        _windows.MarkKeys(live);
        foreach (var reader in _readers) reader.Local?.MarkKeys(live);
    }

    ProcessorCheckpoint IWindowProcessor.Checkpoint(KeyTable keys) => Checkpoint(keys);

    void IWindowProcessor.Restore(ProcessorCheckpoint checkpoint, KeyTable keys) =>
        Restore(
            checkpoint as ContinuousCheckpoint
            ?? throw new ArgumentException("The checkpoint is not one of a continuous engine.", nameof(checkpoint)), keys);

    private void Forward(SourceReader reader)
    {
        var rose = reader.Merge(out var wentIdle);
        if (rose)
        {
            if (reader.Local is { } local && local.OnWatermark(reader.WatermarkMs)) Flush(reader);
            if (reader.IsIdle) ForwardStatus(reader, idle: false);
            if (_valve.OnWatermark(reader.Index, reader.WatermarkMs)) Fire(_valve.WatermarkMs);
        }

        if (wentIdle || reader.IsIdle) ForwardStatus(reader, idle: true);
    }

    private void ForwardStatus(SourceReader reader, bool idle)
    {
        reader.SetIdle(idle);
        if (_valve.OnStatus(reader.Index, idle)) Fire(_valve.WatermarkMs);
    }

    private void Flush(SourceReader reader)
    {
        while (reader.Local is { } local && local.TryRemoveFirst(out var window))
        {
            foreach (var key in window!.Keys)
            {
                ref readonly var counts = ref window[key];
                if (!_windows.Merge(window.StartMs, key, counts, _boundMs)) CountLate(window.StartMs, key, counts.Rows);
                else if (_isSliding) CountMissed(window.StartMs, counts.Rows, _grid.ClosedOf(window.StartMs, _boundMs));
            }

            local.Recycle(window);
        }

        foreach (var row in reader.Held) ListIfLate(row);
        reader.Held.Clear();
    }

    // Not a row that its reader's own watermark has not reached: the reader flushes it before it forwards a watermark that would make it
    // late, unless it becomes idle first.
    private void Hold(SourceReader reader, EventBatch rows, int i)
    {
        var timeMs = rows.EventTimeMs[i];
        var mayBeLate = _query.Continuous.IdleTimeoutMs > 0 || timeMs <= reader.WatermarkMs || timeMs < _boundMs;
        if (mayBeLate && reader.Held.Count < LateRows.MostListed) reader.Held.Add(new HeldRow(rows.Partition, rows.OffsetOf(i), timeMs));
    }

    private void ListIfLate(in HeldRow row)
    {
        if (LateRows is null) return;
        foreach (var startMs in _grid.StartsOf(row.EventTimeMs))
        {
            if (_grid.End(startMs) > _boundMs) return;
            LateRows.List(new LateRow(row.Partition, row.Offset, row.EventTimeMs, startMs, _boundMs - 1, _step));
        }
    }

    // The windows that rows of one time came too late for are the first of those that contain it.
    private void CountMissed(long timeMs, long rows, long windows)
    {
        _lateRecords += rows * windows;
        if (LateRows is null) return;
        var firstEndMs = _grid.End(_grid.FirstStart(timeMs));
        for (var i = 0L; i < windows; i++) LateRows.Count(rows, _boundMs - firstEndMs - i * _grid.SlideMs);
    }

    // One count per row with one phase (F15, F25), one per flushed partial count with two (F22), however many windows are missed (F37).
    private void CountLate(long timeMs, int keyId, long rows)
    {
        CountMissed(timeMs, rows, _grid.WindowsOf(timeMs));
        _lateDropped++;
        LateDrops?.Add(new LateDrop(_grid.LastStart(timeMs), keyId, rows));
    }

    private void Fire(long watermarkMs)
    {
        _boundMs = Math.Max(_boundMs, TumblingWindows.Plus(watermarkMs, 1));
        _emittedRecords += _windows.CloseUpTo(_boundMs, Output).Rows;
        _windows.AssertInvariants(_boundMs);
    }
}
