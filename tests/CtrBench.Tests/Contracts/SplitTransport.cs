using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// Two transports as one, each with its own bounds: one for topics of events, one for topics of results. Both stay their owner's.
/// </summary>
public sealed class SplitTransport(ITransport events, ITransport results) : ITransport
{
    public async ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct)
    {
        foreach (var topic in topics) await Of(topic.Name).CreateTopicsAsync([topic], ct);
    }

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => Of(topic).PartitionsAsync(topic, ct);

    public ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct) => Of(topic).TopicIdAsync(topic, ct);

    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => Of(topic).OpenWriterAsync(topic, ct);

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        results.OpenTransactionalWriterAsync(topic, topic, transactionalId, ct);

    public ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        Of(topic).OpenReaderAsync(topic, fromOffsets, detail, ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ITransport Of(string topic) => topic.EndsWith("-results", StringComparison.Ordinal) ? results : events;
}
