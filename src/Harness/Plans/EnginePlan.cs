using CtrBench.Engines.Composition;

namespace CtrBench.Harness.Plans;

/// <summary>An engine alone, on topics of a broker that others fill and read.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Query">The query.</param>
/// <param name="Broker">The broker; its topics exist.</param>
/// <param name="CheckpointFolder">Folder of its checkpoints; null for none.</param>
/// <param name="DurationMs">For how long, ms; null until interrupted.</param>
/// <param name="Folder">The run folder: does not exist, or is empty.</param>
internal sealed record EnginePlan(
    string RunId, EngineId Engine, CtrQuery Query, BrokerPlan Broker, string? CheckpointFolder, long? DurationMs, string Folder)
{
    /// <summary>The real engine; null for a twin.</summary>
    public RealEngineSettings? Real { get; init; }
}
