using CtrBench.Windows.Events;

namespace CtrBench.Harness.Simulation;

/// <summary>Rows of one partition that the engine has not read yet, in offset order. Grows with the backlog, not with the run.</summary>
internal sealed class PendingRows
{
    private EventBatch _rows = new();
    private EventBatch _spare = new();
    private long _firstOffset;
    private int _dequeued;

    /// <summary>Number of waiting rows.</summary>
    public int Count => _rows.Count - _dequeued;

    /// <summary>Adds one row at the end.</summary>
    public void Add(long eventTimeMs, long producerTimestampNs, RowFlags flags, int keyId) =>
        _rows.Add(eventTimeMs, producerTimestampNs, flags, keyId);

    /// <summary>Removes and returns the first <paramref name="count"/> rows. The batch is valid until the next call.</summary>
    public EventBatch Dequeue(int partition, int count)
    {
        if (_dequeued == 0 && count == _rows.Count) return DequeueAll(partition);
        var taken = _spare;
        taken.Reset(partition, _firstOffset);
        for (var i = _dequeued; i < _dequeued + count; i++) Copy(i, taken);
        taken.RecordCount = count;
        _firstOffset += count;
        _dequeued += count;
        if (_dequeued > _rows.Count / 2) Compact();
        return taken;
    }

    private EventBatch DequeueAll(int partition)
    {
        (_rows, _spare) = (_spare, _rows);
        _rows.Reset(partition, 0);
        var (first, count) = (_firstOffset, _spare.Count);
        _firstOffset += count;
        _spare.Stamp(partition, first, count);
        return _spare;
    }

    // Rows already read are removed once they are the larger half: each row is moved at most once on average.
    private void Compact()
    {
        var rest = new EventBatch(Math.Max(1024, _rows.Count - _dequeued));
        for (var i = _dequeued; i < _rows.Count; i++) Copy(i, rest);
        (_rows, _dequeued) = (rest, 0);
    }

    private void Copy(int index, EventBatch into) =>
        into.Add(_rows.EventTimeMs[index], _rows.ProducerTimestampNs[index], _rows.Flags[index], _rows.KeyIds[index]);
}
