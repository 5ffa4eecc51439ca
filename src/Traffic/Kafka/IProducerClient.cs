using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>A client that sends records of one topic in the order they are queued. One task sends and closes.</summary>
internal interface IProducerClient
{
    /// <summary>
    /// Queues a copy of one record. <paramref name="tombstone"/>: the value is null. <paramref name="dueNs"/>: intended send time, epoch
    /// ns, 0 = unknown. Never waits.
    /// </summary>
    /// <returns>
    /// Null = queued, and a delivery report follows; an error = not queued and no report: <see cref="ErrorCode.Local_QueueFull"/> when the
    /// queue is full.
    /// </returns>
    Error? TryProduce(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs);

    /// <summary>Closes the client without waiting for a broker; blocks until its threads have ended, so that no report follows.</summary>
    void Close();
}

/// <summary>Receives the delivery reports of an <see cref="IProducerClient"/>. Called on a thread of the client.</summary>
internal interface IDeliveries
{
    /// <summary>This many more records are stored.</summary>
    void Stored(long records);

    /// <summary>This many records will not be stored.</summary>
    void Refused(Error error, long records);

    /// <summary>
    /// A record that the client gives up because the broker does not know the topic now. Its bytes are valid until the call returns.
    /// </summary>
    void Returned(Error error, int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs);

    /// <summary>The client reports an error that belongs to no call; a fatal one makes the client unusable.</summary>
    void OnError(Error error);
}
