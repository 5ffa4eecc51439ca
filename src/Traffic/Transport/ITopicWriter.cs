namespace CtrBench.Traffic.Transport;

/// <summary>Appends records to one topic. Nothing is lost silently: a record that is not stored is counted as failed.</summary>
public interface ITopicWriter : IAsyncDisposable
{
    /// <summary>
    /// Appends one record; it may be buffered until <see cref="FlushAsync"/>. <paramref name="tombstone"/>: the value is null.
    /// <paramref name="dueNs"/>: intended send time, epoch ns, 0 = unknown.
    /// </summary>
    void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0);

    /// <summary>
    /// Submits everything appended so far and returns once there is space for more; the log may not have stored it yet. For senders whose
    /// pace must not depend on acknowledgements; call <see cref="FlushAsync"/> at the end.
    /// </summary>
    ValueTask SubmitAsync(CancellationToken ct);

    /// <summary>
    /// Submits everything appended so far and returns when the log has stored it (or rejected it, which is counted). Waits for space:
    /// backpressure. A cancelled flush keeps what is not stored for the next one; records never flushed count as failed on disposal.
    /// </summary>
    ValueTask FlushAsync(CancellationToken ct);

    /// <summary>Records stored and records rejected so far.</summary>
    WriterCounts Counts { get; }

    /// <summary>Why records were refused, as far as the log says: a line a reason, with how many.</summary>
    IReadOnlyList<string> FailureReasons => [];
}

/// <summary>
/// A writer whose records become visible together with the mark of their query's progress, or not at all. One owner per id: opening a
/// second writer fences the first, and the first's uncommitted records never become visible.
/// </summary>
public interface ITransactionalWriter : ITopicWriter
{
    /// <summary>The mark of the last commit under this id, by any process; null when there was none.</summary>
    TransactionMark? LastCommitted { get; }

    /// <summary>Where the marks are kept, for messages: the name of a topic.</summary>
    string MarkPlace => "memory";

    /// <summary>
    /// Commits every record appended since the last commit together with <paramref name="mark"/>; also without records. When it throws, the
    /// outcome is unknown: open a new writer and check <see cref="LastCommitted"/>.
    /// </summary>
    /// <exception cref="TransportException">Another owner has claimed the id, or the log rejected the transaction.</exception>
    ValueTask CommitAsync(TransactionMark mark, CancellationToken ct);
}

/// <summary>Outcome of the records given to a writer.</summary>
/// <param name="Stored">Records that the log acknowledged.</param>
/// <param name="Failed">Records that the log rejected.</param>
public readonly record struct WriterCounts(long Stored, long Failed);

/// <summary>A query's progress when a transaction of its results was committed.</summary>
/// <param name="CheckpointId">Number of the checkpoint that holds the query's state at that moment; from 1 on.</param>
/// <param name="Offsets">The next offset to read of each partition of the input topic.</param>
public sealed record TransactionMark(long CheckpointId, IReadOnlyList<long> Offsets);
