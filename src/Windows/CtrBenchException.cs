namespace CtrBench.Windows;

/// <summary>
/// The base of every exception that this library throws on purpose, bad arguments and calls in the wrong order aside. Its message says
/// what is wrong, where, and what to do, and never holds a secret.
/// </summary>
public abstract class CtrBenchException : Exception
{
    /// <summary>An error with its remedy.</summary>
    /// <param name="kind">Who can do something about it.</param>
    /// <param name="problem">What is wrong, and where.</param>
    /// <param name="remedy">What to do; null when the problem says it, or when nothing is known.</param>
    /// <param name="cause">The underlying error, if any.</param>
    protected CtrBenchException(ErrorKind kind, string problem, string? remedy = null, Exception? cause = null)
        : base(Join(problem, remedy), cause) => (Kind, Problem, Remedy) = (kind, problem, remedy);

    /// <summary>Who can do something about it.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What is wrong, and where.</summary>
    public string Problem { get; }

    /// <summary>What to do; null when <see cref="Problem"/> says it, or when nothing is known.</summary>
    public string? Remedy { get; }

    /// <summary>
    /// The setting that the remedy refers to, as <c>Type.Member</c> of this library, such as <c>KafkaSettings.BootstrapServers</c>; null
    /// when it is none.
    /// </summary>
    public string? Setting { get; init; }

    private static string Join(string problem, string? remedy)
    {
        if (remedy is null) return problem;
        var end = remedy[^1] is '.' or '?' or ')' ? "" : ".";
        return problem[^1] is '.' or '?' ? $"{problem} {remedy}{end}" : $"{problem}. {remedy}{end}";
    }
}

/// <summary>What kind of error a <see cref="CtrBenchException"/> is: who can do something about it.</summary>
public enum ErrorKind
{
    /// <summary>What the caller gave cannot be used: a setting, a file, a recording. The same call fails again.</summary>
    BadInput,

    /// <summary>The surroundings are not as needed: a broker or an engine that does not answer, a missing topic, a full disk.</summary>
    NotReady,

    /// <summary>It was under way, and something outside ended it for good: a failed job, results that were not stored.</summary>
    Failed,
}

/// <summary>An engine was given a query that it does not support.</summary>
/// <param name="field">The member that holds it, as in <c>CtrQuery.WindowMs</c>; of a checkpoint folder the name there.</param>
/// <param name="reason">Why not, and what to do.</param>
public sealed class QueryRefusedException(string field, string reason) : CtrBenchException(ErrorKind.BadInput, $"{field}: {reason}")
{
    /// <summary>The field of the query.</summary>
    public string Field { get; } = field;
}
