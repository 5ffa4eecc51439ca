namespace CtrBench.Traffic.Kafka.Native;

/// <summary>Who is told that a queue has something.</summary>
internal interface IWake
{
    /// <summary>Called on a thread of librdkafka, under a lock of its own: wakes somebody else and returns.</summary>
    void Wake();
}
