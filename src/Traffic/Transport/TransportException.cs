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
    : CtrBenchException(ErrorKind.NotReady, problem, remedy, cause);
