using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>One analyzed run as the pictures and the report take it: the contents of its run folder.</summary>
/// <param name="Manifest">manifest.json.</param>
/// <param name="Producers">producer.json; null for a run whose topics somebody else filled.</param>
/// <param name="Metrics">metrics.json.</param>
/// <param name="Expected">expected.jsonl; null leaves the event-time skew out of the watermark picture.</param>
/// <param name="Progress">progress.jsonl in order of time; null leaves the watermark out of the watermark picture.</param>
public sealed record ReportRun(
    RunManifest Manifest,
    ProducerReport? Producers,
    RunMetrics Metrics,
    IReadOnlyList<ExpectedWindow>? Expected = null,
    IReadOnlyList<ProgressEntry>? Progress = null)
{
    /// <summary>Whether the run's latencies may be shown: it ended by itself and no validity rule forbids it.</summary>
    internal bool IsValid => Metrics.Valid && Manifest.State == RunState.Complete;
}
