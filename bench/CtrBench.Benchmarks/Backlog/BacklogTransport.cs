using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Benchmarks.Backlog;

/// <summary>Events from the broker, results in memory: what is measured is reading.</summary>
internal sealed class BacklogTransport(KafkaSettings settings, string events) : ITransport
{
    private readonly InMemoryTransport _results = new(TimeProvider.System);

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => _results.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) =>
        topic == events ? new(BacklogTopic.Partitions) : _results.PartitionsAsync(topic, ct);

    public ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct) =>
        topic == events ? new((string?)null) : _results.TopicIdAsync(topic, ct);

    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => _results.OpenWriterAsync(topic, ct);

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        throw new NotSupportedException("The benchmark's query has no transactions.");

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        topic == events
            ? await KafkaReader.OpenAsync(settings, topic, BacklogTopic.Partitions, fromOffsets, detail, TimeProvider.System, ct)
            : await _results.OpenReaderAsync(topic, fromOffsets, detail, ct);

    public ValueTask DisposeAsync() => _results.DisposeAsync();
}
