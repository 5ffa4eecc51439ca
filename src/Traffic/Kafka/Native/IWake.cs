namespace CtrBench.Traffic.Kafka.Native;

/// <summary>Called when a queue is no longer empty.</summary>
internal interface IWake
{
    /// <summary>Called on a thread of librdkafka, under a lock of its own: wakes another thread and returns.</summary>
    void Wake();
}
