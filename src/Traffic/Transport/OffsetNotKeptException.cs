using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

/// <summary>A reader requested an offset that the log no longer has, or does not have yet.</summary>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="askedOffset">The requested offset.</param>
/// <param name="firstKeptOffset">The oldest offset kept.</param>
/// <param name="endOffset">The end offset (exclusive) at that moment.</param>
internal sealed class OffsetNotKeptException(string topic, int partition, long askedOffset, long firstKeptOffset, long endOffset)
    : CtrBenchException(
        ErrorKind.NotReady,
        $"Topic '{topic}', partition {partition}: offset {askedOffset} was requested, but the log holds {firstKeptOffset} to {endOffset} "
        + "(exclusive)",
        "Open the reader before other readers have read these records, or read from the oldest record kept")
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>The requested offset.</summary>
    public long AskedOffset { get; } = askedOffset;

    /// <summary>The oldest offset kept.</summary>
    public long FirstKeptOffset { get; } = firstKeptOffset;

    /// <summary>The end offset (exclusive).</summary>
    public long EndOffset { get; } = endOffset;
}
