using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>A transport over another that passes everything on, for those that change one thing. The other stays its owner's.</summary>
public abstract class PassingTransport(ITransport inner) : ITransport
{
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public virtual ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => inner.PartitionsAsync(topic, ct);

    public virtual ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct) => inner.TopicIdAsync(topic, ct);

    public virtual ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => inner.OpenWriterAsync(topic, ct);

    public virtual ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        inner.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        Over(await inner.OpenReaderAsync(topic, fromOffsets, detail, ct), topic);

    public async ValueTask<ITopicReader> OpenResultsReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        Over(await inner.OpenResultsReaderAsync(topic, fromOffsets, detail, ct), topic);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The reader that is given out in place of the other's.</summary>
    protected abstract ITopicReader Over(ITopicReader reader, string topic);
}

/// <summary>A reader over another that passes everything on. It disposes the other.</summary>
public abstract class PassingReader(ITopicReader inner) : ITopicReader
{
    public virtual TopicState? State => inner.State;

    public virtual bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch) =>
        inner.TryRead(partition, maxRecords, out batch);

    public virtual ValueTask<bool> WaitToReadAsync(CancellationToken ct) => inner.WaitToReadAsync(ct);

    public virtual ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct) => inner.WaitToReadAsync(partition, ct);

    public virtual long Position(int partition) => inner.Position(partition);

    public virtual ValueTask RefreshAsync(CancellationToken ct) => inner.RefreshAsync(ct);

    public virtual ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) => inner.EndOffsetsAsync(ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>A reader over another that reports a state of its topic, as a broker's reader does.</summary>
public sealed class ReaderWithState(ITopicReader inner, Func<TopicState?> state) : PassingReader(inner)
{
    public override TopicState? State => state();
}
