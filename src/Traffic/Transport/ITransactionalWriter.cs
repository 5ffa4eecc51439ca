namespace CtrBench.Traffic.Transport;

/// <summary>
/// A writer whose records become visible together with the mark of how far their query has come, or not at all. One owner an id: opening
/// a second shuts the first out, and what the first had left uncommitted is never seen.
/// </summary>
public interface ITransactionalWriter : ITopicWriter
{
    /// <summary>The mark of the last commit under this id, by whatever process; null when there was none.</summary>
    TransactionMark? LastCommitted { get; }

    /// <summary>
    /// Commits every record taken since the last commit together with <paramref name="mark"/>; also where there was no record. When it
    /// throws, the outcome is not known: open the writer anew and look at <see cref="LastCommitted"/>.
    /// </summary>
    /// <exception cref="TransportException">Another owner has taken the id over, or the log refused the transaction.</exception>
    ValueTask CommitAsync(TransactionMark mark, CancellationToken ct);
}
