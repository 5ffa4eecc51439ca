using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// The local half of a two-phase aggregate, chained to one source reader (F19). It never drops rows; it holds partial counts and flushes
/// all of them when the watermark has passed its next window end and fired its earliest window, at a barrier, and at the end of input. With
/// sliding windows its windows are slices (F38).
/// </summary>
internal sealed class LocalAggregate(WindowGrid grid)
{
    private readonly WindowStore _buffer = new(grid);

    // Both start at 0, not at -infinity: watermarks at or below 0 are ignored, so windows before 1970 are flushed too late (F23).
    private long _watermarkMs;
    private long _nextTriggerMs;

    /// <summary>Rows in the buffer, once for each of <paramref name="windows"/> that they are in.</summary>
    public long RowsIn(WindowGrid windows) => _buffer.RowsIn(windows, long.MinValue);

    /// <summary>Counts one row.</summary>
    public void Add(long eventTimeMs, int keyId, RowFlags flags, long producerTimestampNs) =>
        _buffer.Add(_buffer.At(eventTimeMs), keyId, flags, producerTimestampNs);

    /// <summary>Whether the reader's new watermark makes it flush; call once per watermark, before it is forwarded.</summary>
    public bool OnWatermark(long watermarkMs)
    {
        if (watermarkMs <= _watermarkMs) return false;
        _watermarkMs = watermarkMs;
        if (watermarkMs < _nextTriggerMs) return false;
        var due = !_buffer.IsEmpty && watermarkMs >= _buffer.FirstEndMs - 1;
        _nextTriggerMs = grid.End(grid.LastStart(TumblingWindows.Plus(watermarkMs, 1))) - 1;
        return due;
    }

    /// <summary>
    /// Removes and returns the earliest partial window; false when the buffer is empty. Return it with <see cref="Recycle"/>.
    /// </summary>
    public bool TryRemoveFirst(out OpenWindow? window)
    {
        window = _buffer.IsEmpty ? null : _buffer.RemoveFirst();
        return window is not null;
    }

    /// <summary>Marks the keys in the buffer.</summary>
    public void MarkKeys(bool[] live) => _buffer.MarkKeys(live);

    /// <summary>Accepts a window for reuse.</summary>
    public void Recycle(OpenWindow window) => _buffer.Recycle(window);
}
