namespace CtrBench.Harness.Commands;

/// <summary>A validation of a real engine: what is run on it, and what is kept of it.</summary>
/// <param name="Engine">Name of the real engine.</param>
/// <param name="Broker">The broker, with the names of the topics that are made afresh for each piece.</param>
/// <param name="FlinkGateway">URL of Flink's SQL Gateway; null for other engines.</param>
/// <param name="FlinkRest">URL of Flink's JobManager; null for other engines.</param>
/// <param name="Scripts">Random scripts, stepped and held against the twin step by step.</param>
/// <param name="Cases">Recordings whose events are run afresh, as files.</param>
/// <param name="Runs">Runs in the engine's default mode, judged window by window.</param>
/// <param name="Seed">Seed of the first script and the first run.</param>
/// <param name="RecordFolder">Folder that keeps a recording of each script and case; null: none is kept.</param>
internal sealed record ValidateLivePlan(
    string Engine, BrokerPlan Broker, Uri? FlinkGateway, Uri? FlinkRest, int Scripts, IReadOnlyList<string> Cases, int Runs, int Seed,
    string? RecordFolder);
