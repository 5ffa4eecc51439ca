using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Benchmarks.Backlog;

/// <summary>Events from the broker, results in memory: what is measured is reading.</summary>
internal sealed class BacklogTransport(KafkaSettings settings, string events) : ITransport
{
    private readonly InMemoryTransport _results = new();

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => _results.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) =>
        topic == events ? new(BacklogTopic.Partitions) : _results.PartitionsAsync(topic, ct);

    public ITopicWriter OpenWriter(string topic) => _results.OpenWriter(topic);

    public ITransactionalWriter OpenTransactionalWriter(string topic, string inputTopic, string transactionalId) =>
        throw new NotSupportedException("The benchmark's query has no transactions.");

    public ITopicReader OpenReader(string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full) =>
        topic == events
            ? KafkaReader.Open(settings, topic, BacklogTopic.Partitions, fromOffsets, detail)
            : _results.OpenReader(topic, fromOffsets, detail);

    public ValueTask DisposeAsync() => _results.DisposeAsync();
}
