namespace CtrBench.Traffic.Transport;

/// <summary>
/// A writer whose records become visible together with the mark of their query's progress, or not at all. One owner per id: opening a
/// second writer fences the first, and the first's uncommitted records never become visible.
/// </summary>
public interface ITransactionalWriter : ITopicWriter
{
    /// <summary>The mark of the last commit under this id, by any process; null when there was none.</summary>
    TransactionMark? LastCommitted { get; }

    /// <summary>
    /// Commits every record appended since the last commit together with <paramref name="mark"/>; also without records. When it throws, the
    /// outcome is unknown: open a new writer and check <see cref="LastCommitted"/>.
    /// </summary>
    /// <exception cref="TransportException">Another owner has claimed the id, or the log rejected the transaction.</exception>
    ValueTask CommitAsync(TransactionMark mark, CancellationToken ct);
}
