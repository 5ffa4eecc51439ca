using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// The bounded log of one partition. A record is kept until every open reader has read it; without readers, the log fills up to its bound.
/// Thread-safe: one lock, held for a copy of at most one flush.
/// </summary>
internal sealed class PartitionLog(string topic, int partition, InMemoryTransportOptions options, SegmentPool pool)
{
    private readonly Lock _gate = new();
    private readonly SegmentQueue _segments = new(partition, pool);
    private readonly List<LogCursor> _cursors = [];
    private long _first;
    private long _end;
    private long _bytes;
    private long _lastAppendMs = long.MinValue;
    private bool _turnedAway;
    private bool _completed;

    /// <summary>The end offset (exclusive).</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>
    /// Stores as many records of <paramref name="source"/> from <paramref name="start"/> on as fit and returns how many. All get one append
    /// time, <paramref name="nowMs"/> or the latest append time if the clock went back.
    /// </summary>
    public int Append(RecordBatch source, int start, long nowMs)
    {
        lock (_gate)
        {
            if (_completed) throw new InvalidOperationException($"Topic '{topic}' is completed and accepts no more records.");
            var kept = _end - _first;
            var count = source.CountWithin(start, options.CapacityRecords - kept, options.CapacityBytes - _bytes);
            if (count == 0 && kept == 0) count = 1;
            _turnedAway |= count < source.Count - start;
            if (count == 0) return 0;
            _lastAppendMs = Math.Max(_lastAppendMs, nowMs);
            _segments.Append(source, start, count, _lastAppendMs);
            _bytes += source.SizeOf(start, count);
            Volatile.Write(ref _end, _segments.End);
            AssertInvariants();
            return count;
        }
    }

    /// <summary>Opens a cursor at <paramref name="fromOffset"/>, or at the oldest record kept.</summary>
    /// <exception cref="OffsetNotKeptException">The offset is before the oldest kept or after the end.</exception>
    public LogCursor Open(long? fromOffset)
    {
        lock (_gate)
        {
            var from = fromOffset ?? _first;
            if (from < _first || from > _end) throw new OffsetNotKeptException(topic, partition, from, _first, _end);
            var cursor = new LogCursor(from);
            _cursors.Add(cursor);
            return cursor;
        }
    }

    /// <summary>
    /// Closes a cursor and removes records that only it still needed. True when a writer that waits for space should try again.
    /// </summary>
    public bool Close(LogCursor cursor)
    {
        lock (_gate)
        {
            _cursors.Remove(cursor);
            return Trim();
        }
    }

    /// <summary>
    /// Reads the next records, at most <paramref name="maxRecords"/>. <paramref name="madeRoom"/>: a writer that waits for space should try
    /// again.
    /// </summary>
    public bool TryRead(LogCursor cursor, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch, out bool madeRoom)
    {
        (batch, madeRoom) = (null, false);
        if (cursor.Next == End) return false;
        lock (_gate)
        {
            batch = _segments.Slice(cursor.Next, maxRecords);
            cursor.Next += batch.Count;
            madeRoom = Trim();
            AssertInvariants();
            return true;
        }
    }

    /// <summary>No record will follow.</summary>
    public void Complete()
    {
        lock (_gate) _completed = true;
    }

    /// <summary>Returns all memory to the pool; batches still in use keep theirs.</summary>
    public void Drop()
    {
        lock (_gate) _segments.Clear();
    }

    private bool Trim()
    {
        if (_cursors.Count == 0) return false;
        var oldest = _cursors[0].Next;
        for (var i = 1; i < _cursors.Count; i++) oldest = Math.Min(oldest, _cursors[i].Next);
        if (oldest == _first) return false;
        _bytes -= _segments.Trim(_first, oldest);
        Volatile.Write(ref _first, oldest);
        var wake = _turnedAway;
        _turnedAway = false;
        return wake;
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_first <= _end, "the oldest offset kept is not past the end");
        Debug.Assert(_bytes >= 0, "bytes kept are not negative");
        Debug.Assert(_first < _end || _bytes == 0, "an empty log holds no bytes");
        Debug.Assert(_end - _first <= Math.Max(1, options.CapacityRecords), "the bound of records holds");
        foreach (var cursor in _cursors) Debug.Assert(cursor.Next >= _first && cursor.Next <= _end, "a reader's position is within the "
            + "kept records");
        _segments.AssertInvariants();
    }
}

/// <summary>Position of one reader in one partition. It belongs to the partition's log, whose lock protects it.</summary>
internal sealed class LogCursor(long next)
{
    private long _next = next;

    /// <summary>The offset of the next record to read.</summary>
    public long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
