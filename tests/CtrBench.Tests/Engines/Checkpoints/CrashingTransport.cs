using System.Diagnostics.CodeAnalysis;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>
/// A transport over another whose every act is a step of a crash plan: before it and, where it leaves something behind, after it. The
/// other stays its owner's.
/// </summary>
internal sealed class CrashingTransport(ITransport inner, CrashPlan plan) : PassingTransport(inner)
{
    public override async ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct) => new Writer(await base.OpenWriterAsync(topic, ct), plan);

    public override async ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct) =>
        new Writer(await base.OpenTransactionalWriterAsync(topic, inputTopic, transactionalId, ct), plan);

    protected override ITopicReader Over(ITopicReader reader, string topic) => new Reader(reader, plan);

    private sealed class Reader(ITopicReader inner, CrashPlan plan) : PassingReader(inner)
    {
        public override bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            if (!base.TryRead(partition, maxRecords, out batch)) return false;
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
