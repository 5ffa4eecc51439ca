using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The events of one producer, or of all merged, in order of due time; generated lazily, always the same for the same workload.
/// </summary>
internal interface IEventSchedule
{
    /// <summary>The next event; false at the end of the schedule.</summary>
    bool TryNext(out ScheduledEvent next);
}

/// <summary>One event of the schedule, before it is sent: everything that the seed determines, with ids instead of text.</summary>
/// <param name="DueNs">Intended send time, epoch ns.</param>
/// <param name="EventTimeMs">Event time, epoch ms: the intended time, moved back by the disorder model.</param>
/// <param name="Sequence">Rank among its producer's events, from 0.</param>
/// <param name="Producer">Producer index, from 0; <see cref="ClosingProducer"/> for a closing event.</param>
/// <param name="Ad">Index into the <see cref="AdCatalog"/>.</param>
/// <param name="Kind">View or click.</param>
/// <param name="State">State of the arrival process at the time.</param>
/// <param name="NewVisit">The arrival process changed state since its last arrival (<see cref="Arrival.NewVisit"/>).</param>
/// <param name="Visitor">The visitor who sees or clicks, as a number for <see cref="AdEventFactory"/>: the rank of the view that a click
/// follows, or of the event itself. In a trace: the row.</param>
internal readonly record struct ScheduledEvent(
    long DueNs, long EventTimeMs, long Sequence, int Producer, int Ad, EventKind Kind, byte State, bool NewVisit = false, int Visitor = 0)
{
    /// <summary>The producer index of closing events, which close the last windows.</summary>
    public const int ClosingProducer = -1;
}
