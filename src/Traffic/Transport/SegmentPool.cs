using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// The memory of a transport's logs, in segments of one size. It keeps as much as was ever in use at one time, which the logs' bounds
/// limit, so that a recurring backlog allocates nothing. Thread-safe.
/// </summary>
internal sealed class SegmentPool
{
    /// <summary>Maximum records of a segment.</summary>
    public const int SegmentRecords = 1024;

    /// <summary>Bytes of a segment; a larger record gets its own buffer.</summary>
    public const int SegmentBytes = 256 << 10;

    private readonly Lock _gate = new();
    private readonly Stack<RecordBuffer> _free = new();
    private readonly Action<RecordBuffer> _return;

    /// <summary>An empty pool.</summary>
    public SegmentPool() => _return = Return;

    /// <summary>An empty buffer with room for a record of <paramref name="recordBytes"/>.</summary>
    public RecordBuffer Rent(long recordBytes)
    {
        if (recordBytes > SegmentBytes) return new RecordBuffer();
        lock (_gate)
        {
            if (_free.TryPop(out var buffer))
            {
                buffer.Reuse();
                return buffer;
            }
        }
        return new RecordBuffer(SegmentBytes, SegmentRecords, _return);
    }

    private void Return(RecordBuffer buffer)
    {
        lock (_gate) _free.Push(buffer);
    }
}
