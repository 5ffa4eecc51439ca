using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// Reads one topic, each partition at its own pace and in offset order. Used by one task at a time, which may call the others while a <see
/// cref="WaitToReadAsync"/> of its own is pending.
/// </summary>
public interface ITopicReader : IAsyncDisposable
{
    /// <summary>
    /// The next records of <paramref name="partition"/> that are here now, at most <paramref name="maxRecords"/>; false when none is. The
    /// caller disposes the batch. Offsets of one partition are contiguous from batch to batch; a gap is an error that names it.
    /// </summary>
    bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch);

    /// <summary>Returns when some partition has records to read; false when the topic is closed and read to its end.</summary>
    ValueTask<bool> WaitToReadAsync(CancellationToken ct);

    /// <summary>The end offset (exclusive) of every partition, as the log has it now.</summary>
    ValueTask<long[]> EndOffsetsAsync(CancellationToken ct);
}
