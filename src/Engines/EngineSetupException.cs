namespace CtrBench.Engines;

/// <summary>
/// A real engine cannot be used: it is unreachable, a part is missing, or it has no capacity for the job. The message says what, where and
/// what to do; it never contains a secret.
/// </summary>
/// <param name="message">What, where, what to do.</param>
/// <param name="cause">The client's own error.</param>
public sealed class EngineSetupException(string message, Exception? cause = null) : Exception(message, cause);
