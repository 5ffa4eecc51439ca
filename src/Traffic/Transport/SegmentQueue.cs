using System.Diagnostics;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// The kept records of one partition as a queue of segments, oldest first. Small flushes are packed into the last segment, so that a reader
/// gets dense batches whatever the size of the flushes. Not thread-safe: the partition log's lock protects it.
/// </summary>
internal sealed class SegmentQueue(int partition, SegmentPool pool)
{
    private RecordBatch[] _ring = new RecordBatch[4];
    private int _head;
    private int _count;

    /// <summary>The end offset (exclusive).</summary>
    public long End { get; private set; }

    private RecordBatch Last => Segment(_count - 1);

    /// <summary>Copies records of <paramref name="source"/> to the end.</summary>
    public void Append(RecordBatch source, int start, int count, long appendTimeMs)
    {
        while (count > 0)
        {
            var fitting = _count == 0 ? 0 : Fitting(source, start, count);
            if (fitting == 0)
            {
                var recordBytes = source.SizeOf(start, 1);
                AddSegment(pool.Rent(recordBytes));
                fitting = recordBytes > SegmentPool.SegmentBytes ? 1 : Fitting(source, start, count);
            }
            Last.AddRange(source, start, fitting, appendTimeMs);
            End += fitting;
            start += fitting;
            count -= fitting;
        }
    }

    /// <summary>
    /// A slice of at most <paramref name="maxRecords"/> from <paramref name="offset"/> on, which must be kept, within one segment.
    /// </summary>
    public RecordBatch Slice(long offset, int maxRecords)
    {
        var segment = Segment(IndexOf(offset));
        var start = (int)(offset - segment.FirstOffset);
        return segment.Slice(start, Math.Min(maxRecords, segment.Count - start));
    }

    /// <summary>
    /// Removes the records <paramref name="from"/> .. <paramref name="to"/> (exclusive), the oldest ones kept, and returns their bytes.
    /// </summary>
    public long Trim(long from, long to)
    {
        long bytes = 0;
        while (from < to)
        {
            var oldest = Segment(0);
            var start = (int)(from - oldest.FirstOffset);
            var count = (int)Math.Min(to - from, oldest.Count - start);
            bytes += oldest.SizeOf(start, count);
            from += count;
            if (start + count == SegmentPool.SegmentRecords || (_count > 1 && start + count == oldest.Count)) DropOldest();
        }
        return bytes;
    }

    /// <summary>Releases all memory.</summary>
    public void Clear()
    {
        while (_count > 0) DropOldest();
    }

    [Conditional("DEBUG")]
    internal void AssertInvariants()
    {
        for (var i = 0; i + 1 < _count; i++)
            Debug.Assert(Segment(i).FirstOffset + Segment(i).Count == Segment(i + 1).FirstOffset, "segments are contiguous");
        if (_count > 0) Debug.Assert(Last.FirstOffset + Last.Count == End, "the last segment ends at the end offset");
    }

    private int Fitting(RecordBatch source, int start, int count)
        => source.CountWithin(start, Math.Min(count, SegmentPool.SegmentRecords - Last.Count), Last.FreeBytes);

    private RecordBatch Segment(int index) => _ring[(_head + index) & (_ring.Length - 1)];

    private void AddSegment(RecordBuffer buffer)
    {
        if (_count == _ring.Length)
        {
            var larger = new RecordBatch[_ring.Length * 2];
            for (var i = 0; i < _count; i++) larger[i] = Segment(i);
            (_ring, _head) = (larger, 0);
        }
        _ring[(_head + _count++) & (_ring.Length - 1)] = new RecordBatch(partition, End, buffer, 0, 0);
    }

    private void DropOldest()
    {
        Segment(0).Dispose();
        _ring[_head] = null!;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
    }

    private int IndexOf(long offset)
    {
        var (low, high) = (0, _count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Segment(middle).FirstOffset <= offset) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
