namespace CtrBench.Windows.Events;

/// <summary>
/// Columns of a run of events of one partition, in offset order. Filled by a parser (or by the simulator), read by window processors;
/// reused, so that a steady state allocates nothing per event. Not thread-safe: one owner at a time.
/// </summary>
internal sealed class EventBatch
{
    private long[] _eventTimeMs;
    private long[] _producerTimestampNs;
    private RowFlags[] _flags;
    private int[] _keyIds;

    /// <summary>An empty batch with room for <paramref name="capacity"/> rows; it grows when needed.</summary>
    public EventBatch(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _eventTimeMs = new long[capacity];
        _producerTimestampNs = new long[capacity];
        _flags = new RowFlags[capacity];
        _keyIds = new int[capacity];
    }

    /// <summary>The partition that all rows come from.</summary>
    public int Partition { get; private set; }

    /// <summary>The offset of the first record.</summary>
    public long FirstOffset { get; private set; }

    /// <summary>Records read from the topic. Each gives a row; a Flink record with a JSON array may give several.</summary>
    public int RecordCount { get; set; }

    /// <summary>Rows in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Event times in epoch ms; 0 where the row has none.</summary>
    public ReadOnlySpan<long> EventTimeMs => _eventTimeMs.AsSpan(0, Count);

    /// <summary>Producer timestamps in epoch ns; 0 where the row has none.</summary>
    public ReadOnlySpan<long> ProducerTimestampNs => _producerTimestampNs.AsSpan(0, Count);

    /// <summary>Kind and validity of each row.</summary>
    public ReadOnlySpan<RowFlags> Flags => _flags.AsSpan(0, Count);

    /// <summary>
    /// Group key of each row as an id of the <see cref="KeyTable"/>; 0 for a null key, where the query has no grouping, and for rows
    /// without an event time.
    /// </summary>
    public ReadOnlySpan<int> KeyIds => _keyIds.AsSpan(0, Count);

    /// <summary>The offset of a row's record; null where records gave several rows or none, so that it is not known.</summary>
    public long? OffsetOf(int row) => Count == RecordCount ? FirstOffset + row : null;

    /// <summary>Clears the batch for the records of <paramref name="partition"/> from <paramref name="firstOffset"/> on.</summary>
    public void Reset(int partition, long firstOffset)
    {
        Partition = partition;
        FirstOffset = firstOffset;
        RecordCount = 0;
        Count = 0;
    }

    /// <summary>Sets where the rows added so far come from, one record per row.</summary>
    public void Stamp(int partition, long firstOffset, int recordCount)
    {
        Partition = partition;
        FirstOffset = firstOffset;
        RecordCount = recordCount;
    }

    /// <summary>Adds one row. The caller maintains <see cref="RecordCount"/>.</summary>
    public void Add(long eventTimeMs, long producerTimestampNs, RowFlags flags, int keyId = 0)
    {
        if (Count == _flags.Length) Grow();
        _eventTimeMs[Count] = eventTimeMs;
        _producerTimestampNs[Count] = producerTimestampNs;
        _flags[Count] = flags;
        _keyIds[Count] = keyId;
        Count++;
    }

    /// <summary>Removes the rows added after the first <paramref name="count"/>.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    private void Grow()
    {
        var size = _flags.Length * 2;
        Array.Resize(ref _eventTimeMs, size);
        Array.Resize(ref _producerTimestampNs, size);
        Array.Resize(ref _flags, size);
        Array.Resize(ref _keyIds, size);
    }
}

/// <summary>
/// Kind and validity of one row of an <see cref="EventBatch"/>. The two low bits are the counts themselves: view += flags &amp; 1, click +=
/// flags &gt;&gt; 1 &amp; 1.
/// </summary>
[Flags]
internal enum RowFlags : byte
{
    /// <summary>Neither view nor click, no valid event time, no producer timestamp.</summary>
    None = 0,

    /// <summary>The row is a view.</summary>
    View = 1,

    /// <summary>The row is a click.</summary>
    Click = 2,

    /// <summary>The row has a valid event time. Rows without one open no window (S28) and are counted as malformed.</summary>
    HasEventTime = 4,

    /// <summary>The row has a producer timestamp.</summary>
    HasProducerTimestamp = 8,
}
