using CtrBench.Traffic.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>One event of the schedule, before it is sent: everything that the seed decides, with ids instead of text.</summary>
/// <param name="DueNs">Intended send time, epoch ns.</param>
/// <param name="EventTimeMs">Event time, epoch ms: the intended time, moved back by the disorder model.</param>
/// <param name="Sequence">Rank among its producer's events, from 0.</param>
/// <param name="Producer">Producer index, from 0; <see cref="ClosingProducer"/> for a closing event.</param>
/// <param name="Ad">Index into the <see cref="AdCatalog"/>.</param>
/// <param name="Kind">View or click.</param>
/// <param name="State">State of the arrival process at the time.</param>
public readonly record struct ScheduledEvent(long DueNs, long EventTimeMs, long Sequence, int Producer, int Ad, EventKind Kind, byte State)
{
    /// <summary>The producer index of closing events, which push the last windows out.</summary>
    public const int ClosingProducer = -1;
}
