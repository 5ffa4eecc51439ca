namespace CtrBench.Harness.Plans;

/// <summary>Traffic without an engine.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Workload">The traffic.</param>
/// <param name="Folder">The folder for producer.json and manifest.json: does not exist, or is empty.</param>
internal sealed record ProducePlan(string RunId, Workload Workload, string Folder)
{
    /// <summary>The broker; null for a topic in memory.</summary>
    public BrokerPlan? Broker { get; init; }

    /// <summary>Window and watermark delay, which closing and very late events need.</summary>
    public CtrQuery Query { get; init; } = new();

    /// <summary>Which share of the producers this process runs, from 1.</summary>
    public int Share { get; init; } = 1;

    /// <summary>How many processes share the producers.</summary>
    public int ShareCount { get; init; } = 1;

    /// <summary>When the schedule starts, epoch ms; null for at once.</summary>
    public long? StartAtMs { get; init; }

    /// <summary>Whether to append to topics that exist instead of making them afresh.</summary>
    public bool Append { get; init; }

    /// <summary>Whether closing events follow the traffic.</summary>
    public bool Closing { get; init; }
}
