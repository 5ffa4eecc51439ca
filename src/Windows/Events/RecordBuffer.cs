using System.Buffers;

namespace CtrBench.Windows.Events;

/// <summary>
/// The bytes of records and where each lies, shared by every batch that is a slice of it and counted by them; the last to let go gives it
/// back. Records are only ever added behind those that slices can see, so reading needs no lock.
/// </summary>
internal sealed class RecordBuffer
{
    private readonly Action<RecordBuffer>? _returnTo;
    private byte[] _bytes;
    private RecordEntry[] _entries;
    private int _references = 1;

    /// <summary>An empty buffer that takes its arrays from the shared pool as it grows.</summary>
    public RecordBuffer() => (_bytes, _entries) = ([], []);

    /// <summary>An empty buffer that has taken arrays from the shared pool for so much already.</summary>
    public RecordBuffer(int bytes, int records) =>
        (_bytes, _entries) = (bytes == 0 ? [] : ArrayPool<byte>.Shared.Rent(bytes), ArrayPool<RecordEntry>.Shared.Rent(records));

    /// <summary>A buffer of fixed arrays that goes to <paramref name="returnTo"/> when nobody holds it.</summary>
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

    /// <summary>Whether a slice holds it besides its maker.</summary>
    public bool IsShared => Volatile.Read(ref _references) > 1;

    /// <summary>The entry of record <paramref name="index"/>.</summary>
    public ref RecordEntry Entry(int index) => ref _entries[index];

    /// <summary>Bytes of the buffer.</summary>
    public ReadOnlySpan<byte> Bytes(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Bytes of the buffer to its end, beyond those in use too.</summary>
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

    /// <summary>Copies records that lie side by side in <paramref name="source"/> to the end.</summary>
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

    /// <summary>Empties it, arrays kept. Only for a buffer that is not shared.</summary>
    public void Clear() => (Used, Count) = (0, 0);

    /// <summary>Makes a buffer that was given back usable again.</summary>
    public void Reuse() => (Used, Count, _references) = (0, 0, 1);

    /// <summary>Adds a holder.</summary>
    public void Retain() => Interlocked.Increment(ref _references);

    /// <summary>Lets go; the last holder gives the memory back.</summary>
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
        // A slice on another thread may still be reading the old array: then it is left to the collector.
        if (array.Length > 0 && !IsShared && _returnTo is null) ArrayPool<T>.Shared.Return(array);
        Volatile.Write(ref array, larger);
    }
}
