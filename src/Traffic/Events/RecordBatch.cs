using System.Buffers;

namespace CtrBench.Traffic.Events;

/// <summary>
/// A run of records of one partition with contiguous offsets, in one pooled buffer: never one object a record.
/// Whoever takes a batch from a reader disposes it once; <see cref="Retain"/> adds an owner.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    private byte[] _bytes = [];
    private RecordEntry[] _entries = [];
    private int _used;
    private int _owners = 1;

    /// <summary>An empty batch for records of <paramref name="partition"/> from <paramref name="firstOffset"/> on.</summary>
    public RecordBatch(int partition, long firstOffset = 0)
    {
        Partition = partition;
        FirstOffset = firstOffset;
    }

    /// <summary>The partition of every record.</summary>
    public int Partition { get; }

    /// <summary>The offset of the first record; record i has offset FirstOffset + i.</summary>
    public long FirstOffset { get; set; }

    /// <summary>Records in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The value of record <paramref name="index"/> as stored; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        ref readonly var e = ref Entry(index);
        return e.ValueLength < 0 ? default : _bytes.AsSpan(e.Start + e.KeyLength, e.ValueLength);
    }

    /// <summary>The key of record <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        ref readonly var e = ref Entry(index);
        return _bytes.AsSpan(e.Start, e.KeyLength);
    }

    /// <summary>Whether record <paramref name="index"/> has a null value.</summary>
    public bool IsTombstone(int index) => Entry(index).ValueLength < 0;

    /// <summary>When the log took record <paramref name="index"/>, epoch ms.</summary>
    public long AppendTimeMs(int index) => Entry(index).AppendTimeMs;

    /// <summary>When the schedule wanted record <paramref name="index"/> sent, epoch ns; 0 when unknown.</summary>
    public long DueNs(int index) => Entry(index).DueNs;

    /// <summary>Copies a record in. <paramref name="tombstone"/>: a null value; <paramref name="value"/> is then ignored.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long appendTimeMs = 0, long dueNs = 0)
    {
        var size = key.Length + (tombstone ? 0 : value.Length);
        if (_used + size > _bytes.Length) Grow(ref _bytes, _used, _used + size);
        if (Count == _entries.Length) Grow(ref _entries, Count, Count + 1);
        key.CopyTo(_bytes.AsSpan(_used));
        if (!tombstone) value.CopyTo(_bytes.AsSpan(_used + key.Length));
        _entries[Count++] = new RecordEntry(_used, key.Length, tombstone ? -1 : value.Length, appendTimeMs, dueNs);
        _used += size;
    }

    /// <summary>Stamps every record with the time the log took the batch, epoch ms.</summary>
    public void StampAppendTime(long appendTimeMs)
    {
        for (var i = 0; i < Count; i++) _entries[i] = _entries[i] with { AppendTimeMs = appendTimeMs };
    }

    /// <summary>Adds an owner: one more <see cref="Dispose"/> is owed.</summary>
    public RecordBatch Retain()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>Gives up one ownership; the last returns the buffers to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) != 0) return;
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        if (_entries.Length > 0) ArrayPool<RecordEntry>.Shared.Return(_entries);
        (_bytes, _entries, Count, _used) = ([], [], 0, 0);
    }

    private ref readonly RecordEntry Entry(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return ref _entries[index];
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, Math.Max(64, array.Length * 2)));
        array.AsSpan(0, used).CopyTo(larger);
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
