using System.Text.Json.Serialization;
using CtrBench.Engines.Figures;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.RunModel;

/// <summary>manifest.json: what was run, on what, and how it ended.</summary>
internal sealed record RunManifest
{
    /// <summary>Version of the folder's formats.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name of the run, unique in its suite: engine, traffic, producers.</summary>
    public required string RunId { get; init; }

    /// <summary>The name that the user gave it, its label wherever runs are shown together; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Live, virtual, collected, or a part of a run in several processes.</summary>
    public RunMode Mode { get; init; }

    /// <summary>Running, complete or failed.</summary>
    public RunState State { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? FailureReason { get; init; }

    /// <summary>The engine; null where the run has none, as producers alone.</summary>
    [JsonConverter(typeof(ManifestEngineJson))]
    public EngineId? Engine { get; init; }

    /// <summary>Version of a real engine, or the rules a twin follows.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>Messages of a real engine's adapter about the engine and this run; null when there are none.</summary>
    public IReadOnlyList<string>? EngineNotes { get; init; }

    /// <summary>Failures of a real engine's job that it survived, oldest first; null without any.</summary>
    public IReadOnlyList<EngineFault>? EngineFaults { get; init; }

    /// <summary>Comparison of the run with the engine's twin; null for a twin's own run.</summary>
    public TwinVerdict? Twin { get; init; }

    /// <summary>Name of the cost profile of a virtual run ("predicted, profile ..."); null when measured.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether that profile does not reproduce the run that it was fitted to.</summary>
    public bool UnfitProfile { get; init; }

    /// <summary>Name of the transport: memory, kafka, virtual.</summary>
    public string Transport { get; init; } = "memory";

    /// <summary>When the engine of a virtual run was started, and the seed of its durations; null in real time.</summary>
    public EngineStart? EngineStart { get; init; }

    /// <summary>The traffic.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The query.</summary>
    public required CtrQuery Query { get; init; }

    /// <summary>First moment of the schedule, epoch ms.</summary>
    public long StartMs { get; init; }

    /// <summary>End of the traffic (exclusive), epoch ms.</summary>
    public long TrafficEndMs { get; init; }

    /// <summary>First window start of the closing events: windows from here on hold no traffic. Epoch ms.</summary>
    public long ClosingStartMs { get; init; }

    /// <summary>Whether the window that starts there holds no closing event.</summary>
    public bool IsTraffic(long windowStartMs) => ClosingStartMs == 0 || windowStartMs <= ClosingStartMs - Query.WindowMs;

    /// <summary>The broker and its topics; null for topics in memory and in virtual time.</summary>
    public BrokerEntry? Broker { get; init; }

    /// <summary>Largest difference seen between our clock and the broker's, ms, with its bound; null without a broker.</summary>
    public ClockCheck? ClockCheck { get; init; }

    /// <summary>Findings about both topics; null when they were not read.</summary>
    public CollectorReport? Collector { get; init; }

    /// <summary>The rows that the engine, or its twin over the same log, dropped as late; null where that is not known.</summary>
    public LateRowsReport? LateRows { get; init; }

    /// <summary>What the processes of a live run used; null where they were not looked at.</summary>
    public ResourceReport? Resources { get; init; }

    /// <summary>Version of ctrbench.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>Commit that ctrbench was built from, when known.</summary>
    public string? Commit { get; init; }

    /// <summary>The machine.</summary>
    public MachineInfo? Machine { get; init; }

    /// <summary>Wall-clock seconds that the run took.</summary>
    public double? WallSeconds { get; init; }
}

/// <summary>What the engine of a virtual run adds to the chance of the traffic.</summary>
/// <param name="AtMs">When it was started, epoch ms: the phase of its ticks or batches.</param>
/// <param name="Seed">Seed of its own random numbers.</param>
internal sealed record EngineStart(long AtMs, ulong Seed);

/// <summary>The rows of late.csv together.</summary>
/// <param name="Rows">All rows dropped in this run, closing events included.</param>
/// <param name="Listed">Those in late.csv, the first ones.</param>
/// <param name="KeptByDelayMs">The smallest watermark delay that would have kept all of them, ms; null without any.</param>
internal sealed record LateRowsReport(long Rows, int Listed, long? KeptByDelayMs)
{
    /// <summary>Of what a twin dropped.</summary>
    public static LateRowsReport Of(LateRows late, CtrQuery query) =>
        new(late.Rows, late.Listed.Count, late.KeptByDelayMs(query.WatermarkDelayMs));
}

/// <summary>How a run folder was created.</summary>
internal enum RunMode
{
    /// <summary>Real time, real threads, a real transport.</summary>
    Live,

    /// <summary>Simulated in virtual time.</summary>
    Virtual,

    /// <summary>Collected from topics filled by another program.</summary>
    Collected,

    /// <summary>One process of a run in several: its producers alone, or its engine alone. It contains no results to analyze.</summary>
    Part,
}

/// <summary>State of a run. Only <see cref="Complete"/> and <see cref="Partial"/> folders are analyzed.</summary>
internal enum RunState
{
    /// <summary>In progress, or its process was killed.</summary>
    Running,

    /// <summary>Ended normally.</summary>
    Complete,

    /// <summary>Ended by an error or by Ctrl-C; the manifest says why.</summary>
    Failed,

    /// <summary>Stopped by Ctrl-C in an orderly way: a run of what had been sent by then, with all files.</summary>
    Partial,
}

/// <summary>The machine of a measurement.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Processor name, when known.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="MemoryMb">Memory that the process may use, MB.</param>
/// <param name="Runtime">.NET version.</param>
internal sealed record MachineInfo(string Os, string? Cpu, int Cores, long MemoryMb, string Runtime);

/// <summary>The broker of a run; part of the manifest. It contains no property of the user's file.</summary>
/// <param name="Address">host:port as given.</param>
/// <param name="Version">Release of its metadata; null when unknown.</param>
/// <param name="ClusterId">Its id; null when it does not tell.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
/// <param name="RunMark">Mark in the header of every record that this run wrote; null when it wrote none.</param>
internal sealed record BrokerEntry(
    string Address, string? Version, string? ClusterId, string EventsTopic, string ResultsTopic, string? RunMark)
{
    /// <summary>
    /// Which records of transactions every reader of the events topic saw: read_uncommitted or read_committed; null in older folders.
    /// </summary>
    public string? Isolation { get; init; }

    /// <summary>
    /// Whose time the records of the events topic bear: LogAppendTime (the broker's, when it stored them) or CreateTime (the producers');
    /// null when unknown.
    /// </summary>
    public string? EventsTimestampType { get; init; }

    /// <summary>The same of the results topic.</summary>
    public string? ResultsTimestampType { get; init; }

    /// <summary>
    /// Id of the events topic, another one after it was deleted and made again under its name; null where the broker gives none, and in
    /// older folders.
    /// </summary>
    public string? EventsTopicId { get; init; }

    /// <summary>The same of the results topic.</summary>
    public string? ResultsTopicId { get; init; }
}

/// <summary>Our clock against the broker's.</summary>
/// <param name="OffsetMs">Broker minus ours, ms.</param>
/// <param name="BoundMs">The offset is known to within this, ms: half the round trip.</param>
internal sealed record ClockCheck(double OffsetMs, double BoundMs);

/// <summary>The engine of a manifest. Manifests of producers alone once named an engine of this program's own making: "none".</summary>
internal sealed class ManifestEngineJson : EngineIdJson
{
    private const string OldNoEngine = "none";

    /// <inheritdoc/>
    protected override EngineId? Unknown(string name, string knownNames) => name == OldNoEngine ? null : base.Unknown(name, knownNames);
}
