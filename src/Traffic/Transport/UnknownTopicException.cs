using CtrBench.Windows;

namespace CtrBench.Traffic.Transport;

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
