namespace CtrBench.Harness.Runs;

/// <summary>Our clock against the broker's.</summary>
/// <param name="OffsetMs">Broker minus ours, ms.</param>
/// <param name="BoundMs">The offset is known to within this, ms: half the round trip.</param>
public sealed record ClockCheck(double OffsetMs, double BoundMs);
