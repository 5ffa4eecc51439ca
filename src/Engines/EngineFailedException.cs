using CtrBench.Traffic.Transport;

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

/// <summary>
/// A real engine cannot be used: it is unreachable, a part is missing, or it has no capacity for the job. The message says what, where and
/// what to do; it never contains a secret.
/// </summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do; null when the problem says it.</param>
/// <param name="cause">The client's own error.</param>
public sealed class EngineSetupException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, problem, remedy, cause);

/// <summary>The results topic rejected results of an engine: continuing would lose them silently.</summary>
/// <param name="results">How many.</param>
/// <param name="reasons">Why, as far as the log says: a line a reason, with what to do.</param>
public sealed class ResultsNotStoredException(long results, IReadOnlyList<string>? reasons = null)
    : CtrBenchException(
        ErrorKind.Failed, $"{PluralText.Of(results, "result", "was", "were")} rejected by the results topic",
        reasons is { Count: > 0 } ? string.Join(' ', reasons) : "Raise the topic's capacity, or let its writers wait")
{
    /// <summary>How many.</summary>
    public long Results { get; } = results;

    /// <summary>Throws when the results topic has rejected any of a writer's results.</summary>
    internal static void ThrowIfAny(ITopicWriter writer)
    {
        if (writer.Counts.Failed is > 0 and var failed) throw new ResultsNotStoredException(failed, writer.FailureReasons);
    }
}

/// <summary>
/// A query cannot continue from its checkpoints, or cannot write one: continuing would lose or repeat results. The message can be shown to
/// the user unchanged.
/// </summary>
/// <param name="where">The folder, or the file in it that causes the error.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class CheckpointException(string where, string what, string remedy, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, $"{where}: {what}", remedy, cause)
{
    /// <summary>The folder, or the file in it that causes the error.</summary>
    public string Where { get; } = where;
}
