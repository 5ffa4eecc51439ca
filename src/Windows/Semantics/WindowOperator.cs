using System.Diagnostics;

namespace CtrBench.Windows.Semantics;

/// <summary>
/// The window operator that both engines share. A window with end &lt;= bound is closed: later rows of it are late, and it can be emitted.
/// Spark's bound is a watermark (S11), Flink's is its watermark + 1 ms (F14, F15). Windows that slide are merged by their start here; for
/// rows of such windows see <see cref="SlicedWindowOperator"/>.
/// </summary>
internal class WindowOperator
{
    private readonly WindowStore _store;
    private readonly WindowGrid _grid;

    /// <summary>An operator for these windows.</summary>
    public WindowOperator(WindowGrid grid)
        : this(grid, new WindowStore(grid))
    {
    }

    /// <summary>An operator for these windows that counts into other cells.</summary>
    protected WindowOperator(WindowGrid grid, WindowStore store) => (_grid, _store) = (grid, store);

    /// <summary>Open (window, key) pairs.</summary>
    public int Cells => _store.Cells;

    /// <summary>Rows in open windows, once for each of them.</summary>
    public virtual long OpenRecords => _store.Rows;

    /// <summary>Where its windows lie.</summary>
    protected WindowGrid Grid => _grid;

    /// <summary>Its cells.</summary>
    protected WindowStore Store => _store;

    /// <summary>End of the first open window, epoch ms; long.MaxValue when none is open.</summary>
    protected virtual long FirstOpenEndMs => _store.FirstEndMs;

    /// <summary>The operator that counts rows into the windows of a query: by window, or by slice where they overlap.</summary>
    public static WindowOperator ForRows(WindowGrid grid) => grid.IsTumbling ? new WindowOperator(grid) : new SlicedWindowOperator(grid);

    /// <summary>Counts one row, or returns false when the last of its windows is closed at <paramref name="boundMs"/>.</summary>
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
    public virtual (int Cells, long Rows) CloseUpTo(long boundMs, ResultBatch? output)
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

    /// <summary>All open windows, or slices, for a checkpoint.</summary>
    public IEnumerable<WindowResult> Open() =>
        from window in _store.Windows
        from key in window.Keys
        select new WindowResult(window.StartMs, window.EndMs, key, window[key]);

    /// <summary>Checks the invariant that no open window is closed at <paramref name="boundMs"/>.</summary>
    [Conditional("DEBUG")]
    public void AssertInvariants(long boundMs)
    {
        _store.AssertInvariants();
        Debug.Assert(_store.IsEmpty || FirstOpenEndMs > boundMs, "no open window ends at or before the bound it was closed up to");
    }

    private bool IsLate(long timeInWindowMs, long boundMs)
    {
        // A time at or past the bound is in a window that ends after it: the division is needed only for earlier times.
        if (timeInWindowMs >= boundMs) return timeInWindowMs == long.MaxValue && boundMs == long.MaxValue;
        return _grid.End(_grid.LastStart(timeInWindowMs)) <= boundMs;
    }
}
