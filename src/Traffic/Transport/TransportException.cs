namespace CtrBench.Traffic.Transport;

/// <summary>
/// Where the topics live cannot be used as it is: not reached, not permitted, a topic that is somebody else's. The message says what,
/// where and what to do; it never holds a secret.
/// </summary>
/// <param name="message">What, where, what to do.</param>
/// <param name="cause">The client's own error.</param>
public sealed class TransportException(string message, Exception? cause = null) : Exception(message, cause);
