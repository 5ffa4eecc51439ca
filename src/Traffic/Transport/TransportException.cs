using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

/// <summary>
/// The broker or a topic cannot be used: unreachable, access denied, or a topic that ctrbench did not create. The message says what, where
/// and what to do; it never contains a secret.
/// </summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do; null when the problem says it.</param>
/// <param name="cause">The client's own error.</param>
public sealed class TransportException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, problem, remedy, cause)
{
    /// <summary>Whether the same call may succeed later: a broker was unavailable or busy.</summary>
    internal bool Passes { get; init; }
}

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

/// <summary>A topic was opened that does not exist.</summary>
/// <param name="topic">The requested name.</param>
/// <param name="known">The existing topics.</param>
internal sealed class UnknownTopicException(string topic, IEnumerable<string> known)
    : CtrBenchException(
        ErrorKind.NotReady, $"Topic '{topic}' does not exist; {Describe(known)}", "Create it with CreateTopicsAsync first")
{
    /// <summary>The requested name.</summary>
    public string Topic { get; } = topic;

    private static string Describe(IEnumerable<string> known)
    {
        var names = string.Join(", ", known.Order(StringComparer.Ordinal).Select(name => $"'{name}'"));
        return names.Length == 0 ? "there are no topics" : $"topics are {names}";
    }
}
