namespace CtrBench.Harness.Measurement;

/// <summary>Input of the validity rules.</summary>
/// <param name="Run">The run.</param>
/// <param name="Correctness">Its reconciliation.</param>
/// <param name="Windows">Every traffic window with a result, in order of window end.</param>
/// <param name="Measured">Those that are measured.</param>
/// <param name="Cadence">Its cadence and where it comes from.</param>
internal sealed record RunEvidence(
    RunFacts Run, CorrectnessMetrics Correctness, IReadOnlyList<WindowTiming> Windows, IReadOnlyList<WindowTiming> Measured,
        Cadence Cadence);
