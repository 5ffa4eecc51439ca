using CtrBench.Engines.Figures;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines;

/// <summary>
/// A snapshot of a running job's own figures. A twin that went on from a checkpoint counts records, results, late drops and malformed
/// records over all its runs; steps and batches are those of this run.
/// </summary>
public sealed record QueryProgress
{
    /// <summary>Records read from the events topic.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Results handed to the results topic and stored there.</summary>
    public long ResultsWritten { get; init; }

    /// <summary>The engine's watermark, epoch ms; null before there is one.</summary>
    public long? WatermarkMs { get; init; }

    /// <summary>Late rows dropped, in the engine's own unit (docs/semantics.md "Where the two engines differ").</summary>
    public long LateDropped { get; init; }

    /// <summary>Late rows dropped, in records; null for engines that cannot say (real ones).</summary>
    public long? LateRecords { get; init; }

    /// <summary>Records without a valid event time; null for engines that cannot say.</summary>
    public long? MalformedRecords { get; init; }

    /// <summary>Rows in windows that are still open; null for engines that cannot say.</summary>
    public long? OpenRecords { get; init; }

    /// <summary>
    /// Offsets of the events topic that were passed over because they hold no record: removed by the topic's retention, or marks of
    /// transactions. Null for engines that cannot say.
    /// </summary>
    public long? MissingOffsets { get; init; }

    /// <summary>What the user should know about how the query was restored from its checkpoints.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Triggers fired so far, those that ran no batch included, or watermark ticks.</summary>
    public long ScheduleSteps { get; init; }

    /// <summary>Version of a real engine, as it says itself; null for twins.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>What the user should know about this engine and this run: a version without rules of its own, a gateway that went
    /// away.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Figures of a real Flink; null for every other engine.</summary>
    public FlinkFigures? Flink { get; init; }

    /// <summary>Micro-batches run, oldest first; empty for continuous engines.</summary>
    public IReadOnlyList<MicroBatchReport> Batches { get; init; } = [];
}
