namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The events of one producer, or of all merged, in order of due time; generated lazily, always the same for the same workload.
/// </summary>
internal interface IEventSchedule
{
    /// <summary>The next event; false at the end of the schedule.</summary>
    bool TryNext(out ScheduledEvent next);
}
