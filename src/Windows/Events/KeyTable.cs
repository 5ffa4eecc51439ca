using System.Buffers;
using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>
/// Group keys as small dense ids: id 0 is the null key, ids count from 1 in order of first occurrence. Looking up a known key allocates
/// nothing. A query whose keys change forever sweeps it now and then: ids of keys without a row in an open window are used again. One table
/// per processor; not thread-safe.
/// </summary>
internal sealed class KeyTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string?> _texts = [null];
    private readonly Stack<int> _free = new();
    private bool[] _live = [];
    private int _sweepAt = FewestToSweep;

    /// <summary>Fewer keys than these are never swept.</summary>
    internal const int FewestToSweep = 65_536;

    /// <summary>A table that contains only the null key.</summary>
    public KeyTable() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Number of ids assigned, including the null key's, and those that are free again.</summary>
    public int Count => _texts.Count;

    /// <summary>Whether there are twice as many keys as after the last sweep.</summary>
    public bool WantsSweep => _ids.Count >= _sweepAt;

    /// <summary>Forgets the keys that <paramref name="mark"/> does not mark, by their ids.</summary>
    public void Sweep(Action<bool[]> mark)
    {
        if (_live.Length < Count) _live = new bool[Count];
        else Array.Clear(_live);
        mark(_live);
        for (var id = 1; id < Count; id++)
        {
            if (_live[id] || _texts[id] is not { } text) continue;
            _ids.Remove(text);
            _texts[id] = null;
            _free.Push(id);
        }

        _sweepAt = Math.Max(FewestToSweep, 2 * _ids.Count);
    }

    /// <summary>The text of <paramref name="keyId"/>; null for id 0.</summary>
    public string? Text(int keyId) => _texts[keyId];

    /// <summary>The id of a key.</summary>
    public int GetOrAdd(ReadOnlySpan<char> text)
    {
        if (_lookup.TryGetValue(text, out var id)) return id;
        var key = text.ToString();
        if (_free.TryPop(out id)) _texts[id] = key;
        else
        {
            id = _texts.Count;
            _texts.Add(key);
        }

        _ids.Add(key, id);
        return id;
    }

    /// <summary>The id of a key given as UTF-8.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= 256)
        {
            Span<char> few = stackalloc char[256];
            return GetOrAdd(few[..Encoding.UTF8.GetChars(utf8, few)]);
        }
        var many = ArrayPool<char>.Shared.Rent(utf8.Length);
        var id = GetOrAdd(many.AsSpan(0, Encoding.UTF8.GetChars(utf8, many)));
        ArrayPool<char>.Shared.Return(many);
        return id;
    }
}
