using System.Diagnostics;

namespace CtrBench.Windows.Semantics;

/// <summary>
/// Open windows in order of their start, each with its accumulators. It does not handle lateness. The window of the last row is cached,
/// since consecutive rows are mostly in the same few windows. 0 B per row once the windows of a steady state exist.
/// </summary>
internal sealed class WindowStore(WindowGrid grid)
{
    // By start, and the earliest first: windows may open in any order, and a sorted list would move all of them for each.
    private readonly Dictionary<long, OpenWindow> _open = [];
    private readonly PriorityQueue<OpenWindow, long> _order = new();
    private readonly Stack<OpenWindow> _free = new();
    private OpenWindow? _last;

    /// <summary>Where its windows lie.</summary>
    public WindowGrid Grid => grid;

    /// <summary>Open (window, key) pairs.</summary>
    public int Cells { get; private set; }

    /// <summary>Rows in open windows.</summary>
    public long Rows { get; private set; }

    /// <summary>
    /// Rows, once for each of <paramref name="windows"/> that they are in and that ends after <paramref name="boundMs"/>; of tumbling ones
    /// all rows.
    /// </summary>
    public long RowsIn(WindowGrid windows, long boundMs)
    {
        if (windows.IsTumbling) return Rows;
        var rows = 0L;
        foreach (var slice in _open.Values)
        {
            var times = windows.WindowsOf(slice.StartMs) - windows.ClosedOf(slice.StartMs, boundMs);
            foreach (var key in slice.Keys) rows += slice[key].Rows * times;
        }

        return rows;
    }

    /// <summary>Whether no window is open.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>The open windows, ascending; sorted at each call.</summary>
    public IEnumerable<OpenWindow> Windows => _open.Values.OrderBy(window => window.StartMs);

    /// <summary>End of the earliest open window, epoch ms; long.MaxValue when none is open.</summary>
    public long FirstEndMs => _order.TryPeek(out var first, out _) ? first.EndMs : long.MaxValue;

    /// <summary>The earliest open window; null when none is open.</summary>
    public OpenWindow? First => _order.TryPeek(out var first, out _) ? first : null;

    /// <summary>The last window that contains a time; opened if necessary.</summary>
    public OpenWindow At(long eventTimeMs)
    {
        if (_last is { } last && eventTimeMs >= last.StartMs && eventTimeMs < last.NextStartMs) return last;
        return _last = FindOrOpen(eventTimeMs);
    }

    /// <summary>The open window that starts there; null when it is not open.</summary>
    public OpenWindow? Find(long startMs) => _open.GetValueOrDefault(startMs);

    /// <summary>Counts one row.</summary>
    public void Add(OpenWindow window, int keyId, RowFlags flags, long producerTimestampNs)
    {
        ref var cell = ref window.Cell(keyId);
        if (cell.Rows == 0) Cells++;
        cell.Add(flags, producerTimestampNs);
        Rows++;
    }

    /// <summary>Adds counts of another operator for the window at <paramref name="startMs"/>.</summary>
    public void Merge(long startMs, int keyId, in CtrCounts counts)
    {
        ref var cell = ref At(startMs).Cell(keyId);
        if (cell.Rows == 0) Cells++;
        cell.Merge(counts);
        Rows += counts.Rows;
    }

    /// <summary>Removes and returns the earliest window; return it with <see cref="Recycle"/>.</summary>
    public OpenWindow RemoveFirst()
    {
        var window = _order.Dequeue();
        _open.Remove(window.StartMs);
        foreach (var key in window.Keys)
        {
            Cells--;
            Rows -= window[key].Rows;
        }

        if (ReferenceEquals(_last, window)) _last = null;
        return window;
    }

    /// <summary>Accepts a closed window for reuse.</summary>
    public void Recycle(OpenWindow window) => _free.Push(window);

    /// <summary>Marks the keys of all open windows.</summary>
    public void MarkKeys(bool[] live)
    {
        foreach (var window in _open.Values)
            foreach (var key in window.Keys) live[key] = true;
    }

    /// <summary>Checks the invariants.</summary>
    [Conditional("DEBUG")]
    public void AssertInvariants()
    {
        Debug.Assert(Cells == _open.Values.Sum(w => w.Keys.Count), "the number of cells is that of the open windows");
        Debug.Assert(Rows == _open.Values.Sum(w => w.Keys.Sum(k => w[k].Rows)), "the number of rows is that of the open windows");
        Debug.Assert(
            _order.Count == _open.Count && _open.All(w => w.Key == w.Value.StartMs && w.Value.Keys.Count > 0),
            "an open window is found by its start and has rows");
    }

    private OpenWindow FindOrOpen(long eventTimeMs)
    {
        var startMs = grid.LastStart(eventTimeMs);
        if (_open.TryGetValue(startMs, out var window)) return window;
        if (!_free.TryPop(out window)) window = new OpenWindow();
        window.Reset(startMs, grid.End(startMs), TumblingWindows.End(startMs, grid.SlideMs));
        _open.Add(startMs, window);
        _order.Enqueue(window, startMs);
        return window;
    }
}
