using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Engines.Live;

/// <summary>
/// A schedule whose events are due at whole units, each source at its own remainder of ten: no two events are due at once, and none at a
/// tick or trigger. Every 17th event
/// has an event time that is none.
/// </summary>
internal sealed class RoundedSchedule(IEventSchedule inner, int remainder, long unitNs) : IEventSchedule
{
    private long _lastNs = long.MinValue;
    private int _count;

    public bool TryNext(out ScheduledEvent next)
    {
        if (!inner.TryNext(out next)) return false;
        var dueNs = ((next.DueNs / unitNs / 10 + 1) * 10 + remainder) * unitNs;
        if (dueNs <= _lastNs) dueNs = _lastNs + 10 * unitNs;
        _lastNs = dueNs;
        var isTraffic = next.Producer != ScheduledEvent.ClosingProducer;
        next = next with { DueNs = dueNs, EventTimeMs = isTraffic && ++_count % 17 == 0 ? -1 : next.EventTimeMs };
        return true;
    }
}
