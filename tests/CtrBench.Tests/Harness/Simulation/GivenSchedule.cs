using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>A schedule of given events.</summary>
internal sealed class GivenSchedule(IEnumerable<ScheduledEvent> events) : IEventSchedule
{
    private readonly IEnumerator<ScheduledEvent> _events = events.GetEnumerator();

    public bool TryNext(out ScheduledEvent next)
    {
        var more = _events.MoveNext();
        next = more ? _events.Current : default;
        return more;
    }
}
