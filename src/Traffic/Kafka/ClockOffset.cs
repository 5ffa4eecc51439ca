namespace CtrBench.Traffic.Kafka;

/// <summary>The offset of the broker's clock from ours.</summary>
/// <param name="OffsetMs">Broker's time minus ours, ms.</param>
/// <param name="BoundMs">
/// Largest error of <paramref name="OffsetMs"/>, ms: half the round trip of the best attempt, plus the broker's resolution of 1 ms.
/// </param>
internal readonly record struct ClockOffset(double OffsetMs, double BoundMs);
