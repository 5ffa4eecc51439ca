namespace CtrBench.Traffic.Transport;

/// <summary>Appends records to one topic. Nothing is lost in silence: what is not stored is counted as failed.</summary>
public interface ITopicWriter : IAsyncDisposable
{
    /// <summary>
    /// Takes one record; it may be buffered until <see cref="FlushAsync"/>. <paramref name="tombstone"/>: the value is null.
    /// <paramref name="dueNs"/>: intended send time, epoch ns, 0 = unknown.
    /// </summary>
    void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0);

    /// <summary>
    /// Hands over everything taken so far and returns once there is room for more; the log may not have it yet. For senders whose pace
    /// must not depend on the log's answer; a <see cref="FlushAsync"/> follows at the end.
    /// </summary>
    ValueTask SubmitAsync(CancellationToken ct);

    /// <summary>
    /// Hands over everything taken so far and returns when the log has it (or has refused it, which is counted). Waits for room:
    /// backpressure. A cancelled flush keeps what is not stored for the next; what is never flushed counts as failed at the disposal.
    /// </summary>
    ValueTask FlushAsync(CancellationToken ct);

    /// <summary>Records stored and records refused so far.</summary>
    WriterCounts Counts { get; }

    /// <summary>Why records were refused, as far as the log says: a line a reason, with how many.</summary>
    IReadOnlyList<string> FailureReasons => [];
}
