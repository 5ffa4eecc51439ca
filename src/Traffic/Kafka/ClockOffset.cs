namespace CtrBench.Traffic.Kafka;

/// <summary>How far the broker's clock is from ours.</summary>
/// <param name="OffsetMs">Broker's time minus ours, ms.</param>
/// <param name="BoundMs">
/// Largest error of <paramref name="OffsetMs"/>, ms: half the round trip of the best attempt, and the broker's millisecond.
/// </param>
public readonly record struct ClockOffset(double OffsetMs, double BoundMs);
