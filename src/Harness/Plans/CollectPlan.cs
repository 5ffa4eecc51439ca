namespace CtrBench.Harness.Plans;

/// <summary>What to collect.</summary>
/// <param name="Query">Window, delay and grouping, which the oracle needs.</param>
/// <param name="Engine">Whose results they are, which decides how odd JSON is read and what the latency is counted from.</param>
/// <param name="Broker">The broker; its topics exist.</param>
/// <param name="DurationMs">For how long, ms; null until interrupted.</param>
/// <param name="Folder">The run folder: does not exist, or is empty.</param>
internal sealed record CollectPlan(CtrQuery Query, EngineId Engine, BrokerPlan Broker, long? DurationMs, string Folder)
{
    /// <summary>How many results to wait for; null for no bound.</summary>
    public long? Results { get; init; }

    /// <summary>Whether to leave out what the topics hold at the start.</summary>
    public bool FromNow { get; init; }

    /// <summary>Folders of produce that say what the traffic was; empty when it is somebody else's.</summary>
    public IReadOnlyList<string> TrafficOf { get; init; } = [];
}
