namespace CtrBench.Harness.Measurement;

/// <summary>
/// Mean parts of T1 - T0 over the measured windows, ms; they sum exactly to the mean (docs/measurement.md "Decomposition").
/// </summary>
/// <param name="DataMs">e - T0: the window's newest event was before its end.</param>
/// <param name="DelayMs">D: what the watermark requires.</param>
/// <param name="WaitMs">A - (e + D): until the first event that moves the watermark to the window's end was due.</param>
/// <param name="IngestMs">Aa - A: producer lag and broker append of that event.</param>
/// <param name="CadenceMs">The engine's schedule.</param>
/// <param name="OverheadMs">Everything else: fetch, compute, commit, sink, consumer.</param>
/// <param name="CadenceIsExpected">The cadence is computed from configured intervals, not observed (Flink).</param>
internal sealed record DecompositionMetrics(
    double DataMs, double DelayMs, double WaitMs, double IngestMs, double CadenceMs, double OverheadMs, bool CadenceIsExpected);
