using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Producers;

/// <summary>A schedule of given due times; it may fail after the last.</summary>
internal sealed class ListSchedule(IEnumerable<long> dueNs, int producer = 0, Exception? failure = null) : IEventSchedule
{
    private readonly IEnumerator<long> _dueNs = dueNs.GetEnumerator();
    private int _sequence;

    public bool TryNext(out ScheduledEvent next)
    {
        next = default;
        if (!_dueNs.MoveNext()) return failure is null ? false : throw failure;
        var due = _dueNs.Current;
        next = new ScheduledEvent(due, due / 1_000_000, _sequence, producer, _sequence % 10, EventKind.View, 0, Visitor: _sequence);
        _sequence++;
        return true;
    }
}
