namespace CtrBench.Harness.Measurement;

/// <summary>What the validity rules judge.</summary>
/// <param name="Run">The run.</param>
/// <param name="Correctness">Its reconciliation.</param>
/// <param name="Windows">Every traffic window with a result, in order of window end.</param>
/// <param name="Measured">Those that are measured.</param>
/// <param name="Cadence">How its cadence is known.</param>
internal sealed record RunEvidence(
    RunFacts Run, CorrectnessMetrics Correctness, IReadOnlyList<WindowTiming> Windows, IReadOnlyList<WindowTiming> Measured,
        Cadence Cadence);
