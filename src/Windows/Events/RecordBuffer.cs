using System.Buffers;

namespace CtrBench.Windows.Events;

/// <summary>
/// The bytes of records and their positions, shared and reference-counted by every batch that is a slice of it; the last release returns it
/// to the pool. Records are only appended after those that slices can see, so reading needs no lock.
/// </summary>
internal sealed class RecordBuffer
{
    private readonly Action<RecordBuffer>? _returnTo;
    private byte[] _bytes;
    private RecordEntry[] _entries;
    private int _references = 1;

    /// <summary>An empty buffer that rents its arrays from the shared pool as it grows.</summary>
    public RecordBuffer() => (_bytes, _entries) = ([], []);

    /// <summary>An empty buffer with arrays of this size rented from the shared pool in advance.</summary>
    public RecordBuffer(int bytes, int records) =>
        (_bytes, _entries) = (bytes == 0 ? [] : ArrayPool<byte>.Shared.Rent(bytes), ArrayPool<RecordEntry>.Shared.Rent(records));

    /// <summary>A buffer of fixed arrays that goes to <paramref name="returnTo"/> when its last holder releases it.</summary>
    public RecordBuffer(int bytes, int records, Action<RecordBuffer> returnTo)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes);
        _entries = new RecordEntry[records];
        _returnTo = returnTo;
    }

    /// <summary>Bytes in use.</summary>
    public int Used { get; private set; }

    /// <summary>Records in the buffer.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that can be added without growing.</summary>
    public int FreeBytes => _bytes.Length - Used;

    /// <summary>Whether a slice holds it besides its creator.</summary>
    public bool IsShared => Volatile.Read(ref _references) > 1;

    /// <summary>The entry of record <paramref name="index"/>.</summary>
    public ref RecordEntry Entry(int index) => ref _entries[index];

    /// <summary>Bytes of the buffer.</summary>
    public ReadOnlySpan<byte> Bytes(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Bytes to the end of the buffer, including those not in use.</summary>
    public ReadOnlySpan<byte> BytesFrom(int start) => _bytes.AsSpan(start);

    /// <summary>Room for one record of <paramref name="size"/> bytes at the end, to be filled by the caller.</summary>
    public Span<byte> Add(int size, RecordEntry entry)
    {
        if (size > _bytes.Length - Used) Grow(ref _bytes, Used, checked(Used + size));
        if (Count == _entries.Length) Grow(ref _entries, Count, Count + 1);
        _entries[Count++] = entry;
        var room = _bytes.AsSpan(Used, size);
        Used += size;
        return room;
    }

    /// <summary>Copies adjacent records of <paramref name="source"/> to the end.</summary>
    public void AddRange(RecordBuffer source, int start, int count, long appendTimeMs)
    {
        var from = source._entries[start].Start;
        var size = source._entries[start + count - 1].End - from;
        if (size > _bytes.Length - Used) Grow(ref _bytes, Used, checked(Used + size));
        if (Count + count > _entries.Length) Grow(ref _entries, Count, Count + count);
        source._bytes.AsSpan(from, size).CopyTo(_bytes.AsSpan(Used));
        var shift = Used - from;
        var target = _entries.AsSpan(Count, count);
        var entries = source._entries.AsSpan(start, count);
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var e = ref entries[i];
            target[i] = e with { Start = e.Start + shift, AppendTimeMs = appendTimeMs };
        }
        Count += count;
        Used += size;
    }

    /// <summary>Clears it and keeps its arrays. Only for a buffer that is not shared.</summary>
    public void Clear() => (Used, Count) = (0, 0);

    /// <summary>Makes a returned buffer usable again.</summary>
    public void Reuse() => (Used, Count, _references) = (0, 0, 1);

    /// <summary>Adds a holder.</summary>
    public void Retain() => Interlocked.Increment(ref _references);

    /// <summary>Releases a holder; the last one returns the memory.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        if (_returnTo is not null)
        {
            _returnTo(this);
            return;
        }
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        if (_entries.Length > 0) ArrayPool<RecordEntry>.Shared.Return(_entries);
        (_bytes, _entries) = ([], []);
    }

    private void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent((int)Math.Max(needed, Math.Max(64, Math.Min(array.Length * 2L, Array.MaxLength))));
        array.AsSpan(0, used).CopyTo(larger);
        // A slice on another thread may still be reading the old array: then it is left to the garbage collector.
        if (array.Length > 0 && !IsShared && _returnTo is null) ArrayPool<T>.Shared.Return(array);
        Volatile.Write(ref array, larger);
    }
}

/// <summary>Position of one record in its buffer: key bytes, then value bytes. A value length of -1 is a tombstone.</summary>
internal readonly record struct RecordEntry(int Start, int KeyLength, int ValueLength, long AppendTimeMs, long DueNs, bool Foreign = false)
{
    /// <summary>The first byte after the record; the next record starts there.</summary>
    public int End => Start + KeyLength + Math.Max(ValueLength, 0);
}
