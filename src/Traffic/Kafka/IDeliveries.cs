using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>Who is told by a <see cref="IProducerClient"/> what became of its records. Called on a thread of the client.</summary>
internal interface IDeliveries
{
    /// <summary>The brokers have so many more records.</summary>
    void Stored(long records);

    /// <summary>So many records will not be stored.</summary>
    void Refused(Error error, long records);

    /// <summary>The client tells of an error by itself; a fatal one breaks it for good.</summary>
    void Told(Error error);
}
