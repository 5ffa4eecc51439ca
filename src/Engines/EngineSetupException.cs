namespace CtrBench.Engines;

/// <summary>
/// A real engine cannot be used: it is unreachable, a part is missing, or it has no capacity for the job. The message says what, where and
/// what to do; it never contains a secret.
/// </summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do; null when the problem says it.</param>
/// <param name="cause">The client's own error.</param>
public sealed class EngineSetupException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, problem, remedy, cause);
