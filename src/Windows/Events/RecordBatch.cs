namespace CtrBench.Windows.Events;

/// <summary>
/// A run of records of one partition with contiguous offsets, in one pooled buffer: never one object per record. The caller that reads a
/// batch disposes it once; <see cref="Retain"/> adds an owner. Reading is safe from several threads, adding is not.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    /// <summary>The append time of a record that bears its producer's time, or none (Kafka: CreateTime).</summary>
    internal const long UnknownTime = -1;

    private RecordBuffer _buffer;
    private int _start;
    private int _owners = 1;

    /// <summary>An empty batch for records of <paramref name="partition"/> from <paramref name="firstOffset"/> on.</summary>
    public RecordBatch(int partition, long firstOffset = 0) : this(partition, firstOffset, new RecordBuffer(), 0, 0)
    {
    }

    /// <summary>An empty batch with room for <paramref name="bytes"/> and <paramref name="records"/>; it grows when needed.</summary>
    internal RecordBatch(int partition, long firstOffset, int bytes, int records)
        : this(partition, firstOffset, new RecordBuffer(bytes, records), 0, 0)
    {
    }

    /// <summary>A batch over <paramref name="count"/> records of <paramref name="buffer"/>, which it then owns.</summary>
    internal RecordBatch(int partition, long firstOffset, RecordBuffer buffer, int start, int count)
    {
        Partition = partition;
        FirstOffset = firstOffset;
        _buffer = buffer;
        _start = start;
        Count = count;
    }

    /// <summary>The partition of every record.</summary>
    public int Partition { get; }

    /// <summary>The offset of the first record; record i has offset FirstOffset + i.</summary>
    public long FirstOffset { get; set; }

    /// <summary>Records in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that can be added without growing.</summary>
    internal int FreeBytes => _buffer.FreeBytes;

    /// <summary>The value of record <paramref name="index"/> as stored; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        ref readonly var e = ref Entry(index);
        return e.ValueLength < 0 ? default : _buffer.Bytes(e.Start + e.KeyLength, e.ValueLength);
    }

    /// <summary>
    /// The value of record <paramref name="index"/>, the first <paramref name="length"/> bytes, and whatever follows it in memory: for
    /// readers that load many bytes at once, and whose result must not depend on the bytes after the value.
    /// </summary>
    internal ReadOnlySpan<byte> ValueAndTail(int index, out int length)
    {
        ref readonly var e = ref Entry(index);
        length = Math.Max(e.ValueLength, 0);
        return _buffer.BytesFrom(e.Start + e.KeyLength);
    }

    /// <summary>The key of record <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        ref readonly var e = ref Entry(index);
        return _buffer.Bytes(e.Start, e.KeyLength);
    }

    /// <summary>Whether record <paramref name="index"/> has a null value.</summary>
    public bool IsTombstone(int index) => Entry(index).ValueLength < 0;

    /// <summary>
    /// When the log stored record <paramref name="index"/>, epoch ms; -1 where the log does not say (Kafka: CreateTime).
    /// </summary>
    public long AppendTimeMs(int index) => Entry(index).AppendTimeMs;

    /// <summary>Intended send time of record <paramref name="index"/>, epoch ns; 0 when unknown.</summary>
    public long DueNs(int index) => Entry(index).DueNs;

    /// <summary>Whether record <paramref name="index"/> lacks the mark of the run that reads it.</summary>
    public bool IsForeign(int index) => Entry(index).Foreign;

    /// <summary>Copies a record in. <paramref name="tombstone"/>: a null value; <paramref name="value"/> is then ignored.</summary>
    /// <exception cref="InvalidOperationException">The batch is a slice that does not end where its buffer ends.</exception>
    public void Add(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long appendTimeMs = 0, long dueNs = 0,
        bool foreign = false)
    {
        ThrowUnlessAtEnd();
        if (tombstone) value = default;
        var size = checked(key.Length + value.Length);
        var valueLength = tombstone ? -1 : value.Length;
        var room = _buffer.Add(size, new RecordEntry(_buffer.Used, key.Length, valueLength, appendTimeMs, dueNs, foreign));
        key.CopyTo(room);
        value.CopyTo(room[key.Length..]);
        Count++;
    }

    /// <summary>Stamps every record with the time the log stored the batch, epoch ms. Slices of the batch see it too.</summary>
    public void StampAppendTime(long appendTimeMs)
    {
        for (var i = 0; i < Count; i++)
        {
            ref var e = ref _buffer.Entry(_start + i);
            e = e with { AppendTimeMs = appendTimeMs };
        }
    }

    /// <summary>
    /// The <paramref name="count"/> records from <paramref name="start"/> on as a separate batch that shares the bytes without a copy. It
    /// is disposed like any batch, and may outlive this one.
    /// </summary>
    public RecordBatch Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Count - start));
        _buffer.Retain();
        return new RecordBatch(Partition, FirstOffset + start, _buffer, _start + start, count);
    }

    /// <summary>
    /// Clears a batch for records from <paramref name="firstOffset"/> on and keeps its memory. Slices taken before keep their records.
    /// </summary>
    public void Clear(long firstOffset = 0)
    {
        ObjectDisposedException.ThrowIf(_owners <= 0, this);
        if (_start > 0 || _buffer.IsShared)
        {
            _buffer.Release();
            _buffer = new RecordBuffer();
            _start = 0;
        }
        else
        {
            _buffer.Clear();
        }
        Count = 0;
        FirstOffset = firstOffset;
    }

    /// <summary>Adds an owner: one more <see cref="Dispose"/> is required.</summary>
    public RecordBatch Retain()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    /// <summary>Releases one ownership; the last release returns the buffers to the pool.</summary>
    /// <exception cref="ObjectDisposedException">Released more often than owned: another owner may still be reading, so this always
    /// throws.</exception>
    public void Dispose()
    {
        var owners = Interlocked.Decrement(ref _owners);
        ObjectDisposedException.ThrowIf(owners < 0, this);
        if (owners > 0) return;
        Count = 0;
        _buffer.Release();
    }

    /// <summary>
    /// Copies <paramref name="count"/> records of another batch to the end, stamped with <paramref name="appendTimeMs"/>.
    /// </summary>
    internal void AddRange(RecordBatch source, int start, int count, long appendTimeMs)
    {
        ThrowUnlessAtEnd();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(source.Count - start));
        if (count == 0) return;
        _buffer.AddRange(source._buffer, source._start + start, count, appendTimeMs);
        Count += count;
    }

    /// <summary>Bytes of keys and values of <paramref name="count"/> records from <paramref name="start"/> on.</summary>
    internal long SizeOf(int start, int count) => count == 0 ? 0 : Entry(start + count - 1).End - (long)Entry(start).Start;

    /// <summary>
    /// How many records from <paramref name="start"/> on hold no more than <paramref name="maxBytes"/> together; at most
    /// <paramref name="maxRecords"/>.
    /// </summary>
    internal int CountWithin(int start, long maxRecords, long maxBytes)
    {
        var (low, high) = (0, (int)Math.Clamp(maxRecords, 0, Count - start));
        if (SizeOf(start, high) <= maxBytes) return high;
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (SizeOf(start, middle) <= maxBytes) low = middle;
            else high = middle;
        }
        return low;
    }

    private ref readonly RecordEntry Entry(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref _buffer.Entry(_start + index);
    }

    private void ThrowUnlessAtEnd()
    {
        ObjectDisposedException.ThrowIf(_owners <= 0, this);
        if (_start + Count != _buffer.Count)
            throw new InvalidOperationException("Records are appended at the end of a buffer; this batch is a slice that ends earlier.");
    }
}
