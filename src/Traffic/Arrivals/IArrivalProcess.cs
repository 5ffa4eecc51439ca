namespace CtrBench.Traffic.Arrivals;

/// <summary>A seeded point process: the intended times of one producer, never decreasing. It knows no clock and never waits.</summary>
public interface IArrivalProcess
{
    /// <summary>The next arrival; false when the process has ended (only replay does; the others go on for ever).</summary>
    bool TryNext(out Arrival arrival);
}
