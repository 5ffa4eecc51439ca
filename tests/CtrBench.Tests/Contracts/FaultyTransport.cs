using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another that goes wrong at one point. Its asynchronous errors come asynchronously. The other stays its owner's.
/// </summary>
public sealed class FaultyTransport(ITransport inner, FaultPoint point, Exception failure) : ITransport
{
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public async ValueTask<int> PartitionsAsync(string topic, CancellationToken ct)
    {
        if (point == FaultPoint.NoAnswer) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        return await inner.PartitionsAsync(topic, ct);
    }

    public async ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => new Writer(this, await inner.OpenWriterAsync(topic, ct));

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        inner.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        new Reader(this, await inner.OpenReaderAsync(topic, fromOffsets, detail, ct));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task FailIfAsync(bool atThisPoint)
    {
        if (!atThisPoint) return;
        await Task.Yield();
        throw failure;
    }

    private sealed class Reader(FaultyTransport owner, ITopicReader inner) : ITopicReader
    {
        public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            if (!inner.TryRead(partition, maxRecords, out batch)) return false;
            if (owner.Point != FaultPoint.Read) return true;
            batch.Dispose();
            throw owner.Failure;
        }

        public async ValueTask<bool> WaitToReadAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Wait);
            return await inner.WaitToReadAsync(ct);
        }

        public async ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Wait);
            return await inner.WaitToReadAsync(partition, ct);
        }

        public long Position(int partition) => inner.Position(partition);

        public async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.EndOffsets);
            if (owner.Point is FaultPoint.NoAnswer or FaultPoint.NoLaterAnswer)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return await inner.EndOffsetsAsync(ct);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(FaultyTransport owner, ITopicWriter inner) : ITopicWriter
    {
        public WriterCounts Counts => inner.Counts;

        public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0) =>
            inner.Append(partition, key, value, tombstone, dueNs);

        public async ValueTask SubmitAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Flush);
            await inner.SubmitAsync(ct);
        }

        public async ValueTask FlushAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Flush);
            await inner.FlushAsync(ct);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private FaultPoint Point => point;

    private Exception Failure => failure;
}
