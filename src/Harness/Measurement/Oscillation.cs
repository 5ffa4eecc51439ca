namespace CtrBench.Harness.Measurement;

/// <summary>The saw-tooth of a latency series.</summary>
/// <param name="AmplitudeMs">Half the range between the 5th and the 95th percentile of the series, ms.</param>
/// <param name="PeriodMs">Its period by autocorrelation, ms; null when there is no clear one.</param>
internal sealed record Oscillation(double AmplitudeMs, double? PeriodMs);
