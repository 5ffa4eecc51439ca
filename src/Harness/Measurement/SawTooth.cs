namespace CtrBench.Harness.Measurement;

/// <summary>
/// The saw-tooth of T1 - T0 that law L2 (semantics.md section 6) predicts for a micro-batch query, for comparison with a measured one.
/// </summary>
/// <param name="AmplitudeMs">Half the range between the 5th and the 95th percentile, as in <see cref="Oscillation"/>, ms.</param>
/// <param name="PeriodMs">Its period, ms; null when there is no clear one.</param>
/// <param name="Basis">Which case of the law applies, as text.</param>
public sealed record SawTooth(double AmplitudeMs, double? PeriodMs, string Basis);
