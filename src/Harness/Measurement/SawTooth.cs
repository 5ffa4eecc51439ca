namespace CtrBench.Harness.Measurement;

/// <summary>
/// The saw-tooth of T1 - T0 that law L2 makes of a micro-batch query; to hold a measured one against.
/// </summary>
/// <param name="AmplitudeMs">Half the range between the 5th and the 95th percentile, as in <see cref="Oscillation"/>, ms.</param>
/// <param name="PeriodMs">Its period, ms; null when there is no clear one.</param>
/// <param name="Basis">Which case of the law applies, as text.</param>
internal sealed record SawTooth(double AmplitudeMs, double? PeriodMs, string Basis);
