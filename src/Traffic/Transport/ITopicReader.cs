using System.Diagnostics.CodeAnalysis;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// Reads one topic, each partition at its own pace and in offset order. Used by one task at a time, which may call the others while a <see
/// cref="WaitToReadAsync(CancellationToken)"/> of its own is pending.
/// </summary>
public interface ITopicReader : IAsyncDisposable
{
    /// <summary>
    /// The next records of <paramref name="partition"/> that are here now, at most <paramref name="maxRecords"/>; false when none is. The
    /// caller disposes the batch. Offsets inside a batch are contiguous. A batch that does not start where the one before ended shows a
    /// gap: offsets that hold no record any more (retention), or never held one (marks of transactions).
    /// </summary>
    bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch);

    /// <summary>
    /// Returns when some partition has records to read, or its <see cref="Position"/> has moved; false when the topic is closed and read to
    /// its end.
    /// </summary>
    ValueTask<bool> WaitToReadAsync(CancellationToken ct);

    /// <summary>
    /// Returns when this partition has records to read, or its <see cref="Position"/> has moved; false when the topic is closed and it is
    /// read to its end.
    /// </summary>
    ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct);

    /// <summary>
    /// The offset of the next record to come of a partition: behind the last one given, and behind offsets at the end of the log that hold
    /// no record.
    /// </summary>
    long Position(int partition);

    /// <summary>The end offset (exclusive) of every partition, as the log has it now.</summary>
    ValueTask<long[]> EndOffsetsAsync(CancellationToken ct);
}
