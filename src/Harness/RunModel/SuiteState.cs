using System.Text.Json.Serialization;

namespace CtrBench.Harness.RunModel;

/// <summary>suite.json: how far a live suite is. It is written before and after each step, so that the suite can be continued.</summary>
internal sealed record SuiteState
{
    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Version of ctrbench that began it.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>What the line said, with the addresses that came from variables; no secrets.</summary>
    public required IReadOnlyList<SuiteOption> Options { get; init; }

    /// <summary>Its runs, in the order in which they are made.</summary>
    public required IReadOnlyList<SuiteEntry> Runs { get; init; }

    /// <summary>The unmeasured runs that warmed an engine up, in order of time.</summary>
    public IReadOnlyList<SuiteAttempt> WarmUps { get; init; } = [];
}

/// <summary>An option of the suite.</summary>
/// <param name="Name">Its name, dashes included.</param>
/// <param name="Value">Its value as text; null for a switch.</param>
internal sealed record SuiteOption(string Name, string? Value)
{
    /// <summary>As on the command line.</summary>
    public override string ToString() => Value is null ? Name : $"{Name} {Value}";
}

/// <summary>A run of the suite.</summary>
/// <param name="RunId">Its name, which is also that of its folder in the suite's.</param>
/// <param name="State">Where it stands.</param>
internal sealed record SuiteEntry(string RunId, SuiteRunState State)
{
    /// <summary>Whether its figures may be shown; null until it is complete.</summary>
    public bool? Valid { get; init; }

    /// <summary>Every time that it was tried, oldest first.</summary>
    public IReadOnlyList<SuiteAttempt> Attempts { get; init; } = [];
}

/// <summary>One time that a run was tried.</summary>
/// <param name="Id">Id of its own, from which its topics and its job on a real engine have their names.</param>
/// <param name="Engine">The engine.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StartedMs">When it began, epoch ms.</param>
internal sealed record SuiteAttempt(Guid Id, EngineId Engine, SuiteRunState State, long StartedMs)
{
    /// <summary>Its folder, below the suite's.</summary>
    public required string Folder { get; init; }

    /// <summary>How long it took, s; null unless it ended.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed or was interrupted; null otherwise.</summary>
    public string? Reason { get; init; }
}

/// <summary>Where a run of a suite, or one time that it was tried, stands.</summary>
internal enum SuiteRunState
{
    /// <summary>Not begun, or to be made again.</summary>
    Waiting,

    /// <summary>In progress, or its process was killed.</summary>
    Running,

    /// <summary>Ended, analyzed.</summary>
    Complete,

    /// <summary>Ended by an error, each time that it was tried.</summary>
    Failed,

    /// <summary>Ended by Ctrl-C, or with its process.</summary>
    Interrupted,
}

/// <summary>A run of a suite that failed each time that it was tried: it has no figures, and is shown all the same.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Reason">Why it failed the last time.</param>
internal sealed record FailedRun(string RunId, int Tries, string Reason)
{
    /// <summary>How often it was tried, as text.</summary>
    [JsonIgnore]
    public string Tried => Tries == 1 ? "tried once" : FormattableString.Invariant($"tried {Tries} times");

    /// <summary>From the state of a run that failed.</summary>
    public static FailedRun Of(SuiteEntry entry)
    {
        var failed = entry.Attempts.Where(attempt => attempt.State == SuiteRunState.Failed).ToList();
        return new FailedRun(entry.RunId, failed.Count, failed[^1].Reason ?? "no reason was recorded");
    }
}
