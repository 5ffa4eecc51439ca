using CtrBench.Engines.Composition;

namespace CtrBench.Harness.Plans;

/// <summary>One run, live or virtual: everything that the line said.</summary>
/// <param name="RunId">Its name: engine, traffic, producers, seed.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Workload">The traffic.</param>
/// <param name="Query">The query.</param>
/// <param name="Profile">Name or file of the cost profile of a virtual run; null for the engine's own default, and in live runs.</param>
/// <param name="Folder">The run folder: does not exist, or is empty.</param>
internal sealed record RunPlan(string RunId, EngineId Engine, Workload Workload, CtrQuery Query, string? Profile, string Folder)
{
    /// <summary>The broker of a live run; null for topics in memory.</summary>
    public BrokerPlan? Broker { get; init; }

    /// <summary>Folder of the engine's checkpoints, new or empty; null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>File of the recording of a real engine's run; null for none. It does not exist yet.</summary>
    public string? RecordFile { get; init; }

    /// <summary>The real engine; null for a twin.</summary>
    public RealEngineSettings? Real { get; init; }
}

/// <summary>Which broker, and which topics on it.</summary>
/// <param name="Address">host:port of one or more brokers, separated by commas.</param>
/// <param name="ConfigFile">File of client properties, security among them; null for none. It exists.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
/// <param name="RecreateTopics">Whether topics of these names that are not ours may be deleted.</param>
internal sealed record BrokerPlan(string Address, string? ConfigFile, string EventsTopic, string ResultsTopic, bool RecreateTopics);
