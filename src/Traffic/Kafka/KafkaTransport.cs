using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>Topics of a real broker.</summary>
public sealed class KafkaTransport(KafkaSettings settings) : ITransport
{
    /// <summary>Which brokers, and how to be let in.</summary>
    public KafkaSettings Settings { get; } = settings;

    /// <inheritdoc/>
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ITopicWriter OpenWriter(string topic) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ITransactionalWriter OpenTransactionalWriter(string topic, string inputTopic, string transactionalId) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ITopicReader OpenReader(string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
