using System.Diagnostics;

namespace CtrBench.Windows.Semantics;

/// <summary>
/// The window operator that both engines share. A window with end &lt;= bound is closed: later rows of it are late, and it can be emitted.
/// Spark's bound is a watermark (S11), Flink's is its watermark + 1 ms (F14, F15).
/// </summary>
internal sealed class WindowOperator(long windowMs)
{
    private readonly WindowStore _store = new(windowMs);

    /// <summary>Open (window, key) pairs.</summary>
    public int Cells => _store.Cells;

    /// <summary>Rows in open windows.</summary>
    public long OpenRecords => _store.Rows;

    /// <summary>Counts one row, or returns false when its window is closed at <paramref name="boundMs"/>.</summary>
    public bool Add(long eventTimeMs, int keyId, RowFlags flags, long producerTimestampNs, long boundMs)
    {
        if (IsLate(eventTimeMs, boundMs)) return false;
        _store.Add(_store.At(eventTimeMs), keyId, flags, producerTimestampNs);
        return true;
    }

    /// <summary>Adds a partial count, or returns false when its window is closed at <paramref name="boundMs"/>.</summary>
    public bool Merge(long startMs, int keyId, in CtrCounts counts, long boundMs)
    {
        if (IsLate(startMs, boundMs)) return false;
        _store.Merge(startMs, keyId, counts);
        return true;
    }

    /// <summary>Marks the keys of all open windows.</summary>
    public void MarkKeys(bool[] live) => _store.MarkKeys(live);

    /// <summary>The running value of an open (window, key), for update mode (S38).</summary>
    public WindowResult Running(long startMs, int keyId)
    {
        var window = _store.At(startMs);
        return new WindowResult(window.StartMs, window.EndMs, keyId, window[keyId]);
    }

    /// <summary>
    /// Closes every window with end &lt;= <paramref name="boundMs"/>, earliest first, into <paramref name="output"/> (null: without output,
    /// S38). Returns the (window, key) pairs closed and their rows.
    /// </summary>
    public (int Cells, long Rows) CloseUpTo(long boundMs, ResultBatch? output)
    {
        var (cells, rows) = (0, 0L);
        while (_store.FirstEndMs <= boundMs && !_store.IsEmpty)
        {
            var window = _store.RemoveFirst();
            foreach (var key in window.Keys)
            {
                cells++;
                rows += window[key].Rows;
                output?.Add(new WindowResult(window.StartMs, window.EndMs, key, window[key]));
            }

            _store.Recycle(window);
        }

        return (cells, rows);
    }

    /// <summary>All open windows, for a checkpoint.</summary>
    public IEnumerable<WindowResult> Open() =>
        from window in _store.Windows
        from key in window.Keys
        select new WindowResult(window.StartMs, window.EndMs, key, window[key]);

    /// <summary>Checks the invariant that no open window is closed at <paramref name="boundMs"/>.</summary>
    [Conditional("DEBUG")]
    public void AssertInvariants(long boundMs)
    {
        _store.AssertInvariants();
        Debug.Assert(_store.IsEmpty || _store.FirstEndMs > boundMs, "no open window ends at or before the bound it was closed up to");
    }

    private bool IsLate(long timeInWindowMs, long boundMs)
    {
        // A time at or past the bound is in a window that ends after it: the division is needed only for earlier times.
        if (timeInWindowMs >= boundMs) return timeInWindowMs == long.MaxValue && boundMs == long.MaxValue;
        return TumblingWindows.End(TumblingWindows.Start(timeInWindowMs, windowMs), windowMs) <= boundMs;
    }
}
