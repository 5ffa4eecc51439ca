namespace CtrBench.Engines;

/// <summary>A real engine's job failed during the run, or was lost: the engine's error and its time.</summary>
/// <param name="message">What failed, with the engine's own error.</param>
/// <param name="failedAtMs">When, by the engine's clock, epoch ms; null when unknown.</param>
/// <param name="cause">The client's own error.</param>
public sealed class EngineFailedException(string message, long? failedAtMs = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.Failed, message, cause: cause)
{
    /// <summary>When, by the engine's clock, epoch ms; null when unknown.</summary>
    public long? FailedAtMs { get; } = failedAtMs;
}
