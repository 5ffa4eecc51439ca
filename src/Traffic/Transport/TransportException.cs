namespace CtrBench.Traffic.Transport;

/// <summary>
/// The broker or a topic cannot be used: unreachable, access denied, or a topic that ctrbench did not create. The message says what, where
/// and what to do; it never contains a secret.
/// </summary>
/// <param name="message">What, where, what to do.</param>
/// <param name="cause">The client's own error.</param>
public sealed class TransportException(string message, Exception? cause = null) : Exception(message, cause);
