using System.Runtime.CompilerServices;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// Writes one in-memory topic. A cancelled flush keeps the records not yet stored for the next flush; records never flushed count as failed
/// when the writer is disposed.
/// </summary>
internal sealed class InMemoryWriter : ITopicWriter
{
    private readonly InMemoryTopic _topic;
    private readonly FullPolicy _fullPolicy;
    private readonly TimeProvider _clock;
    private readonly WakeSignal _room = new();
    private readonly RecordBatch[] _pending;
    private readonly int[] _taken;
    private long _stored;
    private long _failed;
    private bool _disposed;

    /// <summary>A writer that is registered with the topic until it is disposed.</summary>
    public InMemoryWriter(InMemoryTopic topic, FullPolicy fullPolicy, TimeProvider clock)
    {
        (_topic, _fullPolicy, _clock) = (topic, fullPolicy, clock);
        _pending = new RecordBatch[topic.Partitions];
        _taken = new int[topic.Partitions];
        for (var p = 0; p < _pending.Length; p++) _pending[p] = new RecordBatch(p);
        topic.AddWriter(_room);
    }

    /// <inheritdoc/>
    public WriterCounts Counts => new(Interlocked.Read(ref _stored), Interlocked.Read(ref _failed));

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _topic.Require(partition);
        _pending[partition].Add(key, value, tombstone, dueNs: dueNs);
    }

    /// <inheritdoc/>
    public ValueTask SubmitAsync(CancellationToken ct) => FlushAsync(ct);

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ct.ThrowIfCancellationRequested();
        return StorePending() ? ValueTask.CompletedTask : WaitForRoomAsync(ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        _topic.Remove(_room);
        for (var p = 0; p < _pending.Length; p++)
        {
            Interlocked.Add(ref _failed, _pending[p].Count - _taken[p]);
            _pending[p].Dispose();
        }
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        do await _room.WaitAsync(ct).ConfigureAwait(false);
        while (!StorePending());
    }

    /// <summary>
    /// Stores as many records as fit in every partition; false when some must wait. A full partition does not block the others.
    /// </summary>
    private bool StorePending()
    {
        var nowMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (stored, waiting) = (0L, false);
        for (var p = 0; p < _pending.Length; p++)
        {
            var pending = _pending[p];
            if (pending.Count == 0) continue;
            var count = _topic.Log(p).Append(pending, _taken[p], nowMs);
            stored += count;
            Interlocked.Add(ref _stored, count);
            _taken[p] += count;
            var left = pending.Count - _taken[p];
            if (left > 0 && _fullPolicy == FullPolicy.Wait)
            {
                waiting = true;
                continue;
            }
            Interlocked.Add(ref _failed, left);
            pending.Clear();
            _taken[p] = 0;
        }
        if (stored > 0) _topic.WakeReaders();
        return !waiting;
    }
}

/// <summary>
/// Results that become visible with their mark: they wait in the writer until the commit, so an owner that has crashed leaves nothing
/// behind.
/// </summary>
internal sealed class InMemoryTransactionalWriter(ITopicWriter inner, TransactionLedger ledger, string id) : ITransactionalWriter
{
    private readonly long _epoch = ledger.Claim(id);

    /// <inheritdoc/>
    public TransactionMark? LastCommitted { get; private set; } = ledger.LastCommitted(id);

    /// <inheritdoc/>
    public WriterCounts Counts => inner.Counts;

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0) =>
        inner.Append(partition, key, value, tombstone, dueNs);

    /// <inheritdoc/>
    public ValueTask SubmitAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask CommitAsync(TransactionMark mark, CancellationToken ct)
    {
        ledger.ThrowUnlessOwner(id, _epoch);
        await inner.FlushAsync(ct).ConfigureAwait(false);
        ledger.Commit(id, mark);
        LastCommitted = mark;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
