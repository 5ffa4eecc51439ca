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
