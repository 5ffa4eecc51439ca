using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// The local half of a two-phase aggregate, chained to one source reader (F19). It never drops rows; it holds partial counts and flushes
/// all of them when the watermark has passed its next window end and fired its earliest window, at a barrier, and at the end of input.
/// </summary>
internal sealed class LocalAggregate(long windowMs)
{
    private readonly WindowStore _buffer = new(windowMs);

    // Both start at 0, not at -infinity: watermarks at or below 0 are ignored, so windows before 1970 are flushed too late (F23).
    private long _watermarkMs;
    private long _nextTriggerMs;

    /// <summary>Rows in the buffer.</summary>
    public long Rows => _buffer.Rows;

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
        var nextBoundary = TumblingWindows.End(TumblingWindows.Start(TumblingWindows.Plus(watermarkMs, 1), windowMs), windowMs);
        _nextTriggerMs = nextBoundary - 1;
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
