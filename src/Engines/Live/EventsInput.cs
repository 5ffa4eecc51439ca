using System.Runtime.CompilerServices;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// The events topic as a source reads it: records up to an offset, offsets without a record passed over and counted, and one wait for
/// whatever comes next: records, an answer of the topic, a stop, a moment of the clock. A source looks at all of them after each wait. Used
/// by one task at a time; disposing it gives up whatever is waited for.
/// </summary>
internal sealed class EventsInput : IAsyncDisposable
{
    // Records in one element at the most.
    private const int MaxRecords = 4_096;

    private readonly ITopicReader _reader;
    private readonly QueryCounters _counters;
    private readonly long[] _position;
    private readonly RecordBatch?[] _held;
    private readonly long[] _removedTo;
    private readonly Alarm _alarm;
    private readonly Action _wake;
    private readonly CancellationTokenSource _closed = new();
    private TopicState? _seen;
    private int _removals;
    private Task<bool>? _arrival;
    private Task<long[]>? _drainEnd;

    /// <summary>The topic behind <paramref name="reader"/>, which stands at <paramref name="startOffsets"/>, one per partition.</summary>
    public EventsInput(ITopicReader reader, IReadOnlyList<long> startOffsets, TimeProvider clock, QueryCounters counters)
    {
        (_reader, _counters, Clock, _alarm) = (reader, counters, clock, new Alarm(clock));
        _wake = _alarm.Set;
        (_position, _held) = ([.. startOffsets], new RecordBatch?[startOffsets.Count]);
        _removedTo = new long[startOffsets.Count];
        Stop = new StopSignal(_wake);
    }

    /// <summary>Whether the query ends when records are removed that it cannot read any more; otherwise it counts them.</summary>
    public bool FailsOnDataLoss { get; init; }

    /// <summary>Whether it then ends for records too that were fetched before they were removed, and are not processed yet.</summary>
    public bool FailsOnFetched { get; init; }

    /// <summary>The run's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How the query is told to stop.</summary>
    public StopSignal Stop { get; }

    /// <summary>A stop without a drain has been requested.</summary>
    public bool IsStopped => Stop.Kind == StopKind.Now;

    /// <summary>A drain has been requested: read what is there, then end the input.</summary>
    public bool IsDraining => Stop.Kind == StopKind.Drain;

    /// <summary>Partitions of the topic.</summary>
    public int Partitions => _position.Length;

    /// <summary>Where this input stands: the next offset to read of each partition.</summary>
    public long[] Positions()
    {
        var offsets = new long[_position.Length];
        for (var p = 0; p < offsets.Length; p++) offsets[p] = Position(p, long.MaxValue);
        return offsets;
    }

    /// <summary>Whether every partition has been read up to its offset.</summary>
    public bool HasReached(IReadOnlyList<long> offsets)
    {
        for (var p = 0; p < _position.Length; p++)
            if (!HasReached(p, offsets[p])) return false;
        return true;
    }

    /// <summary>Whether a partition has been read up to an offset; offsets before it that hold no record are passed over.</summary>
    public bool HasReached(int partition, long offset) => Position(partition, offset) >= offset;

    /// <summary>Whether everything that was in the topic when a drain was requested has been read; false while that is not known.</summary>
    public bool IsDrained() => IsDraining && DrainEnd() is { IsCompleted: true } end && HasReached(end.GetAwaiter().GetResult());

    /// <summary>
    /// The next records of a partition that are there now, at most 4,096, none at or behind <paramref name="upTo"/>; or null.
    /// </summary>
    /// <exception cref="PartitionsAddedException">The topic has more partitions than at the start.</exception>
    /// <exception cref="RecordsRemovedException">Retention was faster than this query, whose engine ends then.</exception>
    public RecordBatch? TryRead(int partition, long upTo = long.MaxValue)
    {
        Look();
        var most = (int)Math.Min(MaxRecords, upTo - _position[partition]);
        var records = _held[partition] ?? (_reader.TryRead(partition, most, out var read) ? read : null);
        _held[partition] = null;
        if (records is not null && records.FirstOffset + records.Count > upTo) records = Split(partition, records, upTo);
        if (records is null) return null;
        MoveTo(partition, records.FirstOffset);
        _position[partition] += records.Count;
        return records;
    }

    /// <summary>
    /// Up to where to read: the end offsets of now, or those of the drain's beginning; null when the query is stopped before the topic has
    /// answered.
    /// </summary>
    public async ValueTask<long[]?> EndOffsetsAsync()
    {
        Look();
        var end = IsDraining ? DrainEnd() : WakeAfter(_reader.EndOffsetsAsync(_closed.Token));
        while (!end.IsCompleted)
        {
            if (IsStopped) return null;
            await WaitAsync(Alarm.Never).ConfigureAwait(false);
        }

        var ends = await end.ConfigureAwait(false);
        // Partitions may have been added since the question; the next look says so.
        return ends.Length > Partitions ? ends[..Partitions] : ends;
    }

    /// <summary>Returns at <paramref name="dueMs"/>, epoch ms, or when something has changed before.</summary>
    public ValueTask<bool> WaitAsync(long dueMs) => _alarm.WaitAsync(dueMs);

    /// <summary>
    /// As <see cref="WaitAsync"/>, and when <paramref name="partition"/> (null: any) has records or its position has moved. One such wait
    /// is pending at a time: while it is one for another partition, the due time has to do.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitForRecordsAsync(long dueMs, int? partition = null)
    {
        // What the last wait announced has been read since. False is final: the topic is closed, and no more records follow.
        if (_arrival is { IsCompleted: true } && await _arrival.ConfigureAwait(false)) _arrival = null;
        if (_arrival is null)
        {
            _arrival = WakeAfter(
                partition is { } one ? _reader.WaitToReadAsync(one, _closed.Token) : _reader.WaitToReadAsync(_closed.Token));
            if (_arrival.IsCompleted) return;
        }

        await WaitAsync(dueMs).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        _alarm.Dispose();
        foreach (var records in _held) records?.Dispose();
        await _reader.DisposeAsync().ConfigureAwait(false);
    }

    // Once for each answer of the broker, about once a second.
    private void Look()
    {
        if (_reader.State is not { } state || ReferenceEquals(state, _seen)) return;
        _seen = state;
        if (state.Partitions > Partitions)
            throw new PartitionsAddedException(state.Topic, Partitions, state.Partitions, "A twin does not follow new partitions");
        for (; _removals < state.Removed.Count; _removals++)
        {
            var gone = state.Removed[_removals];
            OnRemoved(state, gone.Partition, gone.From, gone.To);
        }

        if (!FailsOnDataLoss || !FailsOnFetched) return;
        for (var p = 0; p < Partitions; p++)
        {
            // Records may have been fetched before they were removed: for the engine's rules what counts is what the query has read.
            var next = _held[p] is null ? Math.Max(_position[p], _reader.Position(p)) : _position[p];
            OnRemoved(state, p, next, state.FirstKept[p]);
        }
    }

    private void OnRemoved(TopicState state, int partition, long next, long first)
    {
        next = Math.Max(next, _removedTo[partition]);
        if (first <= next) return;
        if (FailsOnDataLoss)
            throw DataLoss.Of(state.Topic, partition, next, first, "The query ends, since its results would be incomplete");
        _removedTo[partition] = first;
        _counters.Warn(DataLoss.Note(state.Topic, partition, next, first));
        _counters.CountRemoved(first - next);
    }

    // Asked once the drain has begun: an answer from before may miss what was stored in between.
    private Task<long[]> DrainEnd() => _drainEnd ??= WakeAfter(_reader.EndOffsetsAsync(_closed.Token));

    private Task<T> WakeAfter<T>(ValueTask<T> pending)
    {
        var task = pending.AsTask();
        if (!task.IsCompleted) task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_wake);
        return task;
    }

    private long Position(int partition, long upTo)
    {
        // Before the position passes over what was removed: no checkpoint may stand behind it unsaid.
        Look();
        // A batch that is held back stands behind the position, and the reader behind the batch.
        if (_held[partition] is null) MoveTo(partition, Math.Min(_reader.Position(partition), upTo));
        return _position[partition];
    }

    // Only where offsets are missing can a batch reach behind its bound: what lies there waits for its turn.
    private RecordBatch? Split(int partition, RecordBatch records, long upTo)
    {
        var count = (int)Math.Max(0, upTo - records.FirstOffset);
        if (count == 0)
        {
            _held[partition] = records;
            MoveTo(partition, upTo);
            return null;
        }

        using (records)
        {
            _held[partition] = records.Slice(count, records.Count - count);
            return records.Slice(0, count);
        }
    }

    private void MoveTo(int partition, long offset)
    {
        var missing = offset - _position[partition];
        if (missing <= 0) return;
        if (_reader.State is { } state)
            OnRemoved(state, partition, _position[partition], Math.Min(offset, state.FirstKept[partition]));
        _counters.CountMissing(missing);
        _position[partition] = offset;
    }
}
