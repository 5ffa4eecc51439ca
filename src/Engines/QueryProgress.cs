using CtrBench.Engines.Figures;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines;

/// <summary>
/// A snapshot of a running job's own counters. A twin that continued from a checkpoint counts records, results, late drops and malformed
/// records over all its runs; steps and batches are those of this run.
/// </summary>
public sealed record QueryProgress
{
    /// <summary>Records read from the events topic.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Results stored in the results topic.</summary>
    public long ResultsWritten { get; init; }

    /// <summary>The engine's watermark, epoch ms; null before there is one.</summary>
    public long? WatermarkMs { get; init; }

    /// <summary>Late rows dropped, in the engine's own unit (docs/semantics.md "Where the two engines differ").</summary>
    public long LateDropped { get; init; }

    /// <summary>Late rows dropped, in records; null for engines that do not report it (real ones).</summary>
    public long? LateRecords { get; init; }

    /// <summary>Records without a valid event time; null for engines that do not report it.</summary>
    public long? MalformedRecords { get; init; }

    /// <summary>Rows in windows that are still open; null for engines that do not report it.</summary>
    public long? OpenRecords { get; init; }

    /// <summary>
    /// Offsets of the events topic that were skipped because they hold no record: removed by the topic's retention, or transaction markers.
    /// Null for engines that do not report it.
    /// </summary>
    public long? MissingOffsets { get; init; }

    /// <summary>
    /// Of these, in this run alone: removed by the topic's retention before the query had read them, so its results are incomplete.
    /// Null for engines that do not report it.
    /// </summary>
    public long? RemovedOffsets { get; init; }

    /// <summary>Messages for the user about how the query was restored from its checkpoints.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Triggers fired so far, including those that ran no batch, or watermark ticks.</summary>
    public long ScheduleSteps { get; init; }

    /// <summary>Version reported by a real engine; null for twins.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>Messages for the user about this engine and this run: an untested version, a gateway that disappeared.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Metrics of a real Flink; null for every other engine.</summary>
    public FlinkFigures? Flink { get; init; }

    /// <summary>
    /// Micro-batches run, oldest first; empty for continuous engines. Of a twin the last ones: it may run thousands a second for days.
    /// </summary>
    public IReadOnlyList<MicroBatchReport> Batches { get; init; } = [];

    /// <summary>Micro-batches before the first of <see cref="Batches"/>.</summary>
    internal long BatchesBefore { get; init; }

    /// <summary>When the watermark of a twin rose, oldest first: the last steps; empty for real engines.</summary>
    internal IReadOnlyList<WatermarkStep> WatermarkSteps { get; init; } = [];

    /// <summary>Steps before the first of <see cref="WatermarkSteps"/>.</summary>
    internal long WatermarkStepsBefore { get; init; }

    /// <summary>The rows that a twin dropped as late in this run, which may grow still; null for real engines.</summary>
    internal LateRows? LateRows { get; init; }
}
