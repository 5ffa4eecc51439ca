using System.Diagnostics.CodeAnalysis;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>A transport over another whose partition 0 gives no records until it is released. The other stays its owner's.</summary>
internal sealed class LaggingTransport(ITransport inner) : PassingTransport(inner)
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refusals;

    /// <summary>Ends when somebody waits for partition 0.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How often partition 0 was tried in vain.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public void Release() => _released.SetResult();

    protected override ITopicReader Over(ITopicReader reader, string topic) => new Reader(reader, this);

    private sealed class Reader(ITopicReader inner, LaggingTransport owner) : PassingReader(inner)
    {
        public override bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            batch = null;
            if (partition > 0 || owner._released.Task.IsCompleted) return base.TryRead(partition, maxRecords, out batch);
            Interlocked.Increment(ref owner._refusals);
            return false;
        }

        public override async ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
        {
            owner._asked.TrySetResult();
            if (partition == 0) await owner._released.Task.WaitAsync(ct);
            return await base.WaitToReadAsync(partition, ct);
        }

    }
}
