using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>The input of a comparison: one run.</summary>
/// <param name="Manifest">What was run.</param>
/// <param name="Metrics">Its metrics.</param>
/// <param name="Expected">The exact windows of its events topic.</param>
internal sealed record ComparedRun(RunManifest Manifest, RunMetrics Metrics, IReadOnlyList<ExpectedWindow> Expected);
