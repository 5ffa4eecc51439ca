using CtrBench.Engines.Figures;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.RunModel;

/// <summary>
/// One line of progress.jsonl: a micro-batch, or a snapshot of a continuous engine (also the last line of every run: the engine's final
/// counters).
/// </summary>
internal sealed record ProgressEntry
{
    /// <summary>When it was taken, epoch ms.</summary>
    public double AtMs { get; init; }

    /// <summary>The micro-batch; null in a snapshot.</summary>
    public MicroBatchReport? Batch { get; init; }

    /// <summary>Records read so far.</summary>
    public long? RecordsRead { get; init; }

    /// <summary>Results written so far.</summary>
    public long? ResultsWritten { get; init; }

    /// <summary>Watermark, epoch ms.</summary>
    public long? WatermarkMs { get; init; }

    /// <summary>Late drops in the engine's own unit.</summary>
    public long? LateDropped { get; init; }

    /// <summary>Late drops in records, if the engine reports it.</summary>
    public long? LateRecords { get; init; }

    /// <summary>Records without a valid event time, if the engine reports it.</summary>
    public long? MalformedRecords { get; init; }

    /// <summary>Rows in open windows, if the engine reports it.</summary>
    public long? OpenRecords { get; init; }

    /// <summary>Figures of a real Flink; null for every other engine.</summary>
    public FlinkFigures? Flink { get; init; }

    /// <summary>A twin's counters in virtual time.</summary>
    public static ProgressEntry Of(double atMs, in ProcessorCounters counters, long resultsWritten) => new()
    {
        AtMs = atMs,
        RecordsRead = counters.Records,
        ResultsWritten = resultsWritten,
        WatermarkMs = counters.WatermarkMs == long.MinValue ? null : counters.WatermarkMs,
        LateDropped = counters.LateDropped,
        LateRecords = counters.LateRecords,
        MalformedRecords = counters.Malformed,
        OpenRecords = counters.OpenRecords,
    };
}
