using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

/// <summary>A reader asked for an offset that the log no longer keeps, or does not have yet.</summary>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="askedOffset">The offset asked for.</param>
/// <param name="firstKeptOffset">The oldest offset kept.</param>
/// <param name="endOffset">The end offset (exclusive) at that moment.</param>
public sealed class OffsetNotKeptException(string topic, int partition, long askedOffset, long firstKeptOffset, long endOffset)
    : CtrBenchException(
        ErrorKind.NotReady,
        $"Topic '{topic}', partition {partition}: offset {askedOffset} was asked for, but the log keeps {firstKeptOffset} to {endOffset} "
        + "(exclusive)",
        "Open the reader before the records are taken by the others, or read from the oldest record kept")
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>The offset asked for.</summary>
    public long AskedOffset { get; } = askedOffset;

    /// <summary>The oldest offset kept.</summary>
    public long FirstKeptOffset { get; } = firstKeptOffset;

    /// <summary>The end offset (exclusive).</summary>
    public long EndOffset { get; } = endOffset;
}
