using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>Receives the delivery reports of an <see cref="IProducerClient"/>. Called on a thread of the client.</summary>
internal interface IDeliveries
{
    /// <summary>This many more records are stored.</summary>
    void Stored(long records);

    /// <summary>This many records will not be stored.</summary>
    void Refused(Error error, long records);

    /// <summary>The client reports an error that belongs to no call; a fatal one makes the client unusable.</summary>
    void OnError(Error error);
}
