namespace CtrBench.Harness.Plans;

/// <summary>What to give advice on: a trace or a sample of a topic.</summary>
/// <param name="Query">Window, ticks and idle timeout; its delay and trigger do not matter.</param>
/// <param name="TriggersMs">Triggers to compare, ms.</param>
/// <param name="Profiles">Name or file of the cost profile of a twin; of others that of the real engine.</param>
/// <param name="Completeness">Share of rows to keep, 0 .. 1.</param>
/// <param name="Seed">Seed of the engines' own randomness.</param>
/// <param name="Folder">The folder to write: does not exist, or is empty.</param>
internal sealed record AdvisePlan(
    CtrQuery Query, IReadOnlyList<long> TriggersMs, IReadOnlyDictionary<EngineId, string> Profiles, double Completeness, ulong Seed,
    string Folder)
{
    /// <summary>The trace; null for a sample.</summary>
    public TracePlan? Trace { get; init; }

    /// <summary>The sample; null for a trace.</summary>
    public SamplePlan? Sample { get; init; }
}

/// <summary>A trace to read.</summary>
/// <param name="File">The file; it exists.</param>
/// <param name="Columns">Which of its columns stand for which field; null for their own names.</param>
/// <param name="Partitions">Partitions of the topic that the rows will be in.</param>
internal sealed record TracePlan(string File, string? Columns, int Partitions);

/// <summary>A trace to fit a workload to.</summary>
/// <param name="File">The file; it exists.</param>
/// <param name="Columns">Which of its columns stand for which field; null for their own names.</param>
/// <param name="CountWindowMs">Windows whose counts are used, ms; null for a length that suits the rate.</param>
/// <param name="Seed">Seed of the runs that the fit is compared with.</param>
internal sealed record FitPlan(string File, string? Columns, long? CountWindowMs, ulong Seed)
{
    /// <summary>The option that names the file.</summary>
    public const string TraceOption = "--trace";

    /// <summary>The option that names the windows.</summary>
    public const string CountWindowOption = "--count-window";
}

/// <summary>A sample of a topic that others fill.</summary>
/// <param name="Broker">The broker and the topic.</param>
/// <param name="DurationMs">For how long, ms; null until there are enough records, or until interrupted.</param>
/// <param name="Records">How many records, at most; null for no bound.</param>
/// <param name="FromOldest">Whether to take what the topic holds, from its oldest record to its end, instead of new records.</param>
internal sealed record SamplePlan(BrokerPlan Broker, long? DurationMs, long? Records, bool FromOldest);

/// <summary>Records of a topic to propose a mapping from.</summary>
/// <param name="Broker">The broker and the topic.</param>
/// <param name="Records">How many, at most.</param>
internal sealed record SchemaPlan(BrokerPlan Broker, int Records);
