namespace CtrBench.Windows.Semantics;

/// <summary>One open window: one accumulator per key with rows. Reused after it has closed.</summary>
internal sealed class OpenWindow
{
    private CtrCounts[] _cells = new CtrCounts[1];
    private readonly List<int> _keys = [];

    /// <summary>Window start, epoch ms.</summary>
    public long StartMs { get; private set; }

    /// <summary>Window end, exclusive, epoch ms.</summary>
    public long EndMs { get; private set; }

    /// <summary>
    /// Start of the next window, epoch ms: times from there on are in this window and in later ones. The end of a tumbling window.
    /// </summary>
    public long NextStartMs { get; private set; }

    /// <summary>Keys with at least one row, in order of first row.</summary>
    public IReadOnlyList<int> Keys => _keys;

    /// <summary>Resets it to the empty window [startMs, endMs), which another one follows.</summary>
    public void Reset(long startMs, long endMs, long nextStartMs)
    {
        (StartMs, EndMs, NextStartMs) = (startMs, endMs, nextStartMs);
        foreach (var key in _keys) _cells[key] = default;
        _keys.Clear();
    }

    /// <summary>The accumulator of <paramref name="keyId"/>.</summary>
    public ref CtrCounts Cell(int keyId)
    {
        if (keyId >= _cells.Length) Array.Resize(ref _cells, Math.Max(keyId + 1, _cells.Length * 2));
        ref var cell = ref _cells[keyId];
        if (cell.Rows == 0) _keys.Add(keyId);
        return ref cell;
    }

    /// <summary>The accumulator of a key that has rows.</summary>
    public ref readonly CtrCounts this[int keyId] => ref _cells[keyId];
}
