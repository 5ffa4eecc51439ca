using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>A run as a comparison takes it.</summary>
/// <param name="Manifest">What was run.</param>
/// <param name="Metrics">What was found.</param>
/// <param name="Expected">The exact windows of its events topic.</param>
public sealed record ComparedRun(RunManifest Manifest, RunMetrics Metrics, IReadOnlyList<ExpectedWindow> Expected);
