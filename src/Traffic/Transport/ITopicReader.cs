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
    /// The next records of <paramref name="partition"/> that are available now, at most <paramref name="maxRecords"/>; false when there is
    /// none. The caller disposes the batch. Offsets inside a batch are contiguous. If a batch does not start where the previous one ended,
    /// there is a gap: offsets whose records were removed (retention), or that never held one (transaction markers).
    /// </summary>
    bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch);

    /// <summary>
    /// Returns when some partition has records to read, or its <see cref="Position"/> has moved, or partitions were added; false when the
    /// topic is closed and read to its end.
    /// </summary>
    ValueTask<bool> WaitToReadAsync(CancellationToken ct);

    /// <summary>
    /// Returns when this partition has records to read, or its <see cref="Position"/> has moved; false when the topic is closed and it is
    /// read to its end.
    /// </summary>
    ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct);

    /// <summary>
    /// The offset of a partition's next record: after the last one returned, and after offsets at the end of the log that hold no record.
    /// </summary>
    long Position(int partition);

    /// <summary>
    /// What the broker last said of the topic, at most about a second ago; null where a topic cannot change while it is read, as in memory.
    /// </summary>
    TopicState? State => null;

    /// <summary>
    /// Asks the broker for <see cref="State"/> now, so that partitions that were added by now are read; nothing changes without an answer.
    /// </summary>
    ValueTask RefreshAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>The end offset (exclusive) of every partition, as of now.</summary>
    ValueTask<long[]> EndOffsetsAsync(CancellationToken ct);
}

/// <summary>
/// What a reader needs of each record besides its value and offset. Details not requested cost nothing, and may be missing.
/// </summary>
public enum RecordDetail : byte
{
    /// <summary>Keys, append times, due times and run marks too.</summary>
    Full = 0,

    /// <summary>Values and tombstones alone: what an engine needs. Append times are present where they cost nothing.</summary>
    ValuesOnly,
}
