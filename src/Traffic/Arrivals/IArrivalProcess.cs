namespace CtrBench.Traffic.Arrivals;

/// <summary>A seeded point process: the intended times of one producer, never decreasing. It uses no clock and never waits.</summary>
internal interface IArrivalProcess
{
    /// <summary>The next arrival; false when the process has ended (only replay ends; the others are endless).</summary>
    bool TryNext(out Arrival arrival);
}
