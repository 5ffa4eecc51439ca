using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Running;

/// <summary>Snapshots of an engine as lines of progress.jsonl.</summary>
internal static class Progress
{
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

    /// <summary>A running engine's own figures.</summary>
    public static ProgressEntry Of(double atMs, QueryProgress progress) => new()
    {
        AtMs = atMs,
        RecordsRead = progress.RecordsRead,
        ResultsWritten = progress.ResultsWritten,
        WatermarkMs = progress.WatermarkMs,
        LateDropped = progress.LateDropped,
        LateRecords = progress.LateRecords,
        MalformedRecords = progress.MalformedRecords,
        OpenRecords = progress.OpenRecords,
        // Faults are in the manifest, once.
        Flink = progress.Flink is { } flink ? flink with { Faults = [] } : null,
    };
}
