using CtrBench.Windows.Events;

namespace CtrBench.Harness.Advice;

/// <summary>Rows in the order in which they arrived, as columns: what a trace or a sample of a topic says about lateness.</summary>
internal sealed class ArrivedRows
{
    private readonly long[] _arrivalNs;
    private readonly long[] _eventTimeMs;
    private readonly ushort[] _partition;

    /// <summary>Rows of <paramref name="partitions"/> partitions; the columns are of one length, arrivals do not fall.</summary>
    public ArrivedRows(long[] arrivalNs, long[] eventTimeMs, ushort[] partition, int partitions)
    {
        (_arrivalNs, _eventTimeMs, _partition) = (arrivalNs, eventTimeMs, partition);
        Partitions = partitions;
    }

    /// <summary>Number of rows.</summary>
    public int Count => _arrivalNs.Length;

    /// <summary>Partitions of the topic.</summary>
    public int Partitions { get; }

    /// <summary>Arrival of each row, epoch ns.</summary>
    public ReadOnlySpan<long> ArrivalNs => _arrivalNs;

    /// <summary>Event time of each row, epoch ms; negative where a row has none.</summary>
    public ReadOnlySpan<long> EventTimeMs => _eventTimeMs;

    /// <summary>Partition of each row.</summary>
    public ReadOnlySpan<ushort> Partition => _partition;

    /// <summary>How far the event time of a row is after its arrival, ms; negative where it is before.</summary>
    public long AheadMs(int row) => _eventTimeMs[row] - _arrivalNs[row] / 1_000_000;

    /// <summary>Those that a condition holds for.</summary>
    public ArrivedRows Where(Func<int, bool> holds)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(holds)];
        return new ArrivedRows(
            [.. kept.Select(i => _arrivalNs[i])], [.. kept.Select(i => _eventTimeMs[i])], [.. kept.Select(i => _partition[i])], Partitions);
    }

    /// <summary>The rows as a schedule whose ads are their partitions, for a simulation without grouping.</summary>
    public IEventSchedule Schedule(int count) => new ArrivedSchedule(this, Math.Min(count, Count));

    /// <summary>
    /// How many rows arrived in the first part of the time that all took. <paramref name="share"/>: 0 .. 1.
    /// </summary>
    public int CountUntil(double share)
    {
        if (Count == 0) return 0;
        var untilNs = _arrivalNs[0] + (long)((_arrivalNs[^1] - _arrivalNs[0]) * share);
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_arrivalNs[middle] <= untilNs) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private sealed class ArrivedSchedule(ArrivedRows rows, int count) : IEventSchedule
    {
        private int _next;

        public bool TryNext(out ScheduledEvent next)
        {
            if (_next == count)
            {
                next = default;
                return false;
            }

            var i = _next++;
            // Neither lateness nor latency depends on what a row counts as.
            next = new ScheduledEvent(rows._arrivalNs[i], rows._eventTimeMs[i], i, 0, rows._partition[i], EventKind.View, 0);
            return true;
        }
    }
}
