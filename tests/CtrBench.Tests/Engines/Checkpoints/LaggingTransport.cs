using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>A transport over another whose partition 0 gives no records until it is released. The other stays its owner's.</summary>
internal sealed class LaggingTransport(ITransport inner) : ITransport
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refusals;

    /// <summary>Ends when somebody waits for partition 0.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How often partition 0 was tried in vain.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public void Release() => _released.SetResult();

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => inner.PartitionsAsync(topic, ct);

    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => inner.OpenWriterAsync(topic, ct);

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        inner.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        new Reader(await inner.OpenReaderAsync(topic, fromOffsets, detail, ct), this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(ITopicReader inner, LaggingTransport owner) : ITopicReader
    {
        public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            batch = null;
            if (partition > 0 || owner._released.Task.IsCompleted) return inner.TryRead(partition, maxRecords, out batch);
            Interlocked.Increment(ref owner._refusals);
            return false;
        }

        public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => inner.WaitToReadAsync(ct);

        public async ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
        {
            owner._asked.TrySetResult();
            if (partition == 0) await owner._released.Task.WaitAsync(ct);
            return await inner.WaitToReadAsync(partition, ct);
        }

        public long Position(int partition) => inner.Position(partition);

        public ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) => inner.EndOffsetsAsync(ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
