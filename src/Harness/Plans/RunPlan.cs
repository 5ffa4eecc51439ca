using CtrBench.Engines.Composition;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.RunModel;

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
    /// <summary>The name that the user gave it; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the folder keeps the events topic, as events.csv.</summary>
    public bool KeepEvents { get; init; }

    /// <summary>The broker of a live run; null for topics in memory.</summary>
    public BrokerPlan? Broker { get; init; }

    /// <summary>Folder of the engine's checkpoints, new or empty; null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>File of the recording of a real engine's run; null for none. It does not exist yet.</summary>
    public string? RecordFile { get; init; }

    /// <summary>The real engine; null for a twin.</summary>
    public RealEngineSettings? Real { get; init; }

    /// <summary>What a core costs for an hour, of a live run; null when the line does not say.</summary>
    public double? PricePerCoreHour { get; init; }
}

/// <summary>Which broker, and which topics on it.</summary>
/// <param name="Address">host:port of one or more brokers, separated by commas.</param>
/// <param name="ConfigFile">File of client properties, security among them; null for none. It exists.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
/// <param name="RecreateTopics">Whether topics of these names that are not ours may be deleted.</param>
internal sealed record BrokerPlan(string Address, string? ConfigFile, string EventsTopic, string ResultsTopic, bool RecreateTopics);

/// <summary>What to collect.</summary>
/// <param name="Query">Window, delay and grouping, which the oracle needs.</param>
/// <param name="Engine">Whose results they are, which decides how odd JSON is read and what the latency is counted from.</param>
/// <param name="Broker">The broker; its topics exist.</param>
/// <param name="DurationMs">For how long, ms; null until interrupted.</param>
/// <param name="Folder">The run folder: does not exist, or is empty.</param>
internal sealed record CollectPlan(CtrQuery Query, EngineId Engine, BrokerPlan Broker, long? DurationMs, string Folder)
{
    /// <summary>The name that the user gave it; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>How many results to wait for; null for no bound.</summary>
    public long? Results { get; init; }

    /// <summary>Whether to leave out what the topics hold at the start.</summary>
    public bool FromNow { get; init; }

    /// <summary>Folders of produce that describe the traffic; empty for foreign traffic.</summary>
    public IReadOnlyList<string> TrafficOf { get; init; } = [];
}

/// <summary>Which endpoints to look at; one that is null is not configured.</summary>
/// <param name="Kafka">host:port of brokers.</param>
/// <param name="KafkaConfigFile">File of client properties; null for none.</param>
/// <param name="FlinkGateway">URL of Flink's SQL Gateway.</param>
/// <param name="FlinkRest">URL of Flink's JobManager.</param>
/// <param name="Spark">A Spark Connect server.</param>
internal sealed record DoctorPlan(string? Kafka, string? KafkaConfigFile, Uri? FlinkGateway, Uri? FlinkRest, SparkConnection? Spark);

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

    /// <summary>Whether to append to existing topics instead of recreating them.</summary>
    public bool Append { get; init; }

    /// <summary>Whether closing events follow the traffic.</summary>
    public bool Closing { get; init; }
}

/// <summary>
/// The whole evaluation as a list of runs in virtual time, in the order of traffic, producers, seed, engine: runs that share their events
/// stand side by side.
/// </summary>
/// <param name="Runs">The runs; their folders lie in <paramref name="Folder"/>.</param>
/// <param name="Folder">The folder of the suite: does not exist, or is empty.</param>
internal sealed record SuitePlan(IReadOnlyList<RunPlan> Runs, string Folder)
{
    /// <summary>The lists of the line: <c>--trigger 1s,5s</c>.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>What a suite in real time has besides; null in virtual time.</summary>
    public LiveSuite? Live { get; init; }
}

/// <summary>
/// A suite in real time. Its runs stand in the order in which they are made, one after the other: repetition by repetition, and in each the
/// engines in turn.
/// </summary>
/// <param name="WarmUpMs">Traffic of the unmeasured run before an engine's first measured one, ms; 0: none.</param>
/// <param name="Options">What the line said, for a later process that continues the suite.</param>
/// <param name="Resumed">The state to continue from; null for a new suite.</param>
internal sealed record LiveSuite(long WarmUpMs, IReadOnlyList<SuiteOption> Options, SuiteState? Resumed);

/// <summary>The runs of one line with lists as values, or several seeds; all in virtual time, or all live.</summary>
/// <param name="Runs">The runs; their folders lie in <paramref name="Folder"/>.</param>
/// <param name="Folder">The folder of the sweep: does not exist, or is empty.</param>
/// <param name="IsLive">Whether they are made in real time.</param>
internal sealed record SweepPlan(IReadOnlyList<RunPlan> Runs, string Folder, bool IsLive)
{
    /// <summary>The lists of the line: <c>--trigger 1s,5s</c>.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];
}

/// <summary>A validation of a real engine: what is run on it, and what is kept of it.</summary>
/// <param name="Engine">The real engine.</param>
/// <param name="Broker">The broker, with the names of the topics that are recreated for each part.</param>
/// <param name="Scripts">Random scripts, compared with the twin step by step.</param>
/// <param name="Cases">Recordings whose events are run again, as files.</param>
/// <param name="Runs">Runs on live traffic, each judged.</param>
/// <param name="Seed">Seed of the first script and the first run.</param>
/// <param name="RecordFolder">Folder that keeps a recording of each script and case; null: none is kept.</param>
/// <param name="Sliding">Whether windows slide.</param>
internal sealed record ValidateLivePlan(
    EngineId Engine, BrokerPlan Broker, int Scripts, IReadOnlyList<string> Cases, int Runs, int Seed, string? RecordFolder,
    bool Sliding)
{
    /// <summary>URL of Flink's SQL Gateway; null for other engines.</summary>
    public Uri? FlinkGateway { get; init; }

    /// <summary>URL of Flink's JobManager; null for other engines.</summary>
    public Uri? FlinkRest { get; init; }

    /// <summary>The Spark Connect server; null for other engines.</summary>
    public SparkConnection? Spark { get; init; }
}
