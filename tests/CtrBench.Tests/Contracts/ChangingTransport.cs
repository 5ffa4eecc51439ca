using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another whose readers report a state of their topic that a test sets, as those of a broker do. The other stays its
/// owner's.
/// </summary>
internal sealed class ChangingTransport(ITransport inner) : ITransport
{
    /// <summary>What readers report of the topic of this name; null: nothing.</summary>
    public TopicState? State { get; set; }

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => inner.PartitionsAsync(topic, ct);

    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => inner.OpenWriterAsync(topic, ct);

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        inner.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        new Reader(await inner.OpenReaderAsync(topic, fromOffsets, detail, ct), topic, this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(ITopicReader inner, string topic, ChangingTransport owner) : ITopicReader
    {
        public TopicState? State => owner.State?.Topic == topic ? owner.State : null;

        public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch) =>
            inner.TryRead(partition, maxRecords, out batch);

        public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => inner.WaitToReadAsync(ct);

        public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct) => inner.WaitToReadAsync(partition, ct);

        public long Position(int partition) => inner.Position(partition);

        public ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) => inner.EndOffsetsAsync(ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
