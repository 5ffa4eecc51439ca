using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>One analyzed run, the input of the pictures and the report: the contents of its run folder.</summary>
/// <param name="Manifest">manifest.json.</param>
/// <param name="Producers">producer.json; null for a run on foreign topics.</param>
/// <param name="Metrics">metrics.json.</param>
/// <param name="Expected">expected.jsonl; if null, the watermark picture has no event-time skew.</param>
/// <param name="Progress">progress.jsonl in order of time; if null, the watermark picture has no watermark.</param>
internal sealed record ReportRun(
    RunManifest Manifest,
    ProducerReport? Producers,
    RunMetrics Metrics,
    IReadOnlyList<ExpectedWindow>? Expected = null,
    IReadOnlyList<ProgressEntry>? Progress = null)
{
    /// <summary>Whether the run's latencies may be shown: it ended normally and no validity rule forbids it.</summary>
    internal bool IsValid => Compared.IsValid;

    /// <summary>The run as it is compared with others.</summary>
    internal ComparedRun Compared => new(Manifest, Metrics, Expected ?? []);
}
