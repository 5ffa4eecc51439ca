using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>A client that sends records of one topic in the order it takes them. One task sends and closes.</summary>
internal interface IProducerClient
{
    /// <summary>
    /// Takes one record, which is copied. <paramref name="tombstone"/>: the value is null. <paramref name="dueNs"/>: intended send time,
    /// epoch ns, 0 = unknown. Never waits.
    /// </summary>
    /// <returns>
    /// Null = taken, and a report about it follows; an error = not taken and no report: <see cref="ErrorCode.Local_QueueFull"/> when there
    /// is no room.
    /// </returns>
    Error? TryProduce(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs);

    /// <summary>Ends the client without waiting for a broker; blocks until its threads have ended, so that no report follows.</summary>
    void Close();
}
