namespace CtrBench.Traffic.Transport;

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
