using CtrBench.Engines.SparkConnect;

namespace CtrBench.Harness.Plans;

/// <summary>A validation of a real engine: what is run on it, and what is kept of it.</summary>
/// <param name="Engine">The real engine.</param>
/// <param name="Broker">The broker, with the names of the topics that are made afresh for each piece.</param>
/// <param name="Scripts">Random scripts, held against the twin step by step.</param>
/// <param name="Cases">Recordings whose events are run afresh, as files.</param>
/// <param name="Runs">Runs on live traffic, each judged.</param>
/// <param name="Seed">Seed of the first script and the first run.</param>
/// <param name="RecordFolder">Folder that keeps a recording of each script and case; null: none is kept.</param>
internal sealed record ValidateLivePlan(
    EngineId Engine, BrokerPlan Broker, int Scripts, IReadOnlyList<string> Cases, int Runs, int Seed, string? RecordFolder)
{
    /// <summary>URL of Flink's SQL Gateway; null for other engines.</summary>
    public Uri? FlinkGateway { get; init; }

    /// <summary>URL of Flink's JobManager; null for other engines.</summary>
    public Uri? FlinkRest { get; init; }

    /// <summary>The Spark Connect server; null for other engines.</summary>
    public SparkConnection? Spark { get; init; }
}
