using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>
/// A transport over another whose every act is a step of a crash plan: before it and, where it leaves something behind, after it. The
/// other stays its owner's.
/// </summary>
internal sealed class CrashingTransport(ITransport inner, CrashPlan plan) : ITransport
{
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => inner.PartitionsAsync(topic, ct);

    public async ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => new Writer(await inner.OpenWriterAsync(topic, ct), plan);

    public async ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        new Writer(await inner.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct), plan);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        new Reader(await inner.OpenReaderAsync(topic, fromOffsets, detail, ct), plan);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(ITopicReader inner, CrashPlan plan) : ITopicReader
    {
        public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            if (!inner.TryRead(partition, maxRecords, out batch)) return false;
            try
            {
                plan.Pass("read");
                return true;
            }
            catch (CrashException)
            {
                batch.Dispose();
                throw;
            }
        }

        public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => inner.WaitToReadAsync(ct);

        public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct) => inner.WaitToReadAsync(partition, ct);

        public long Position(int partition) => inner.Position(partition);

        public ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) => inner.EndOffsetsAsync(ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(ITopicWriter inner, CrashPlan plan) : ITransactionalWriter
    {
        public WriterCounts Counts => inner.Counts;

        public TransactionMark? LastCommitted => ((ITransactionalWriter)inner).LastCommitted;

        public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0) =>
            inner.Append(partition, key, value, tombstone, dueNs);

        public ValueTask SubmitAsync(CancellationToken ct) => inner.SubmitAsync(ct);

        public async ValueTask FlushAsync(CancellationToken ct)
        {
            plan.Pass("before a flush");
            await inner.FlushAsync(ct);
            plan.Pass("after a flush");
        }

        public async ValueTask CommitAsync(TransactionMark mark, CancellationToken ct)
        {
            plan.Pass("before a commit");
            await ((ITransactionalWriter)inner).CommitAsync(mark, ct);
            plan.Pass("after a commit");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
