using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// Called for every event that a producer sends, on that producer's thread, in order; used for rate statistics. It must be fast and must
/// not throw.
/// </summary>
internal interface ISentObserver
{
    /// <summary><paramref name="sent"/> was handed to the writer at <paramref name="sendNs"/>, epoch ns.</summary>
    void Sent(in ScheduledEvent sent, long sendNs);
}
