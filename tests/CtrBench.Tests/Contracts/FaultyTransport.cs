using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another that goes wrong at one point. Its asynchronous errors come asynchronously. The other stays its owner's.
/// </summary>
public sealed class FaultyTransport(ITransport inner, FaultPoint point, Exception failure) : PassingTransport(inner)
{
    public override async ValueTask<int> PartitionsAsync(string topic, CancellationToken ct)
    {
        if (point == FaultPoint.NoAnswer) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        return await base.PartitionsAsync(topic, ct);
    }

    public override async ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => new Writer(this, await base.OpenWriterAsync(topic, ct));

    protected override ITopicReader Over(ITopicReader reader, string topic) => new Reader(this, reader);

    private async Task FailIfAsync(bool atThisPoint)
    {
        if (!atThisPoint) return;
        await Task.Yield();
        throw failure;
    }

    private sealed class Reader(FaultyTransport owner, ITopicReader inner) : PassingReader(inner)
    {
        public override bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            if (!base.TryRead(partition, maxRecords, out batch)) return false;
            if (owner.Point != FaultPoint.Read) return true;
            batch.Dispose();
            throw owner.Failure;
        }

        public override async ValueTask<bool> WaitToReadAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Wait);
            return await base.WaitToReadAsync(ct);
        }

        public override async ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.Wait);
            return await base.WaitToReadAsync(partition, ct);
        }

        public override async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
        {
            await owner.FailIfAsync(owner.Point == FaultPoint.EndOffsets);
            if (owner.Point is FaultPoint.NoAnswer or FaultPoint.NoLaterAnswer)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return await base.EndOffsetsAsync(ct);
        }

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
