namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// How far event time lies behind the intended time: not at all with probability 1 - <paramref name="DelayedShare"/>, else a delay that is
/// exponential with mean <paramref name="MeanDelayMs"/> or, when <paramref name="Uniform"/>, uniform up to <paramref name="MaxDelayMs"/>; never over the maximum.
/// A further <paramref name="VeryLateShare"/> of all events lies between the watermark delay and twice that delay behind.
/// </summary>
/// <param name="DelayedShare">Share of events that are delayed, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean of the exponential delay, ms.</param>
/// <param name="MaxDelayMs">Bound of the delay, ms.</param>
/// <param name="Uniform">Uniform instead of exponential.</param>
/// <param name="VeryLateShare">Share of events beyond the watermark delay, 0 .. 1.</param>
public sealed record DisorderModel(double DelayedShare = 0, double MeanDelayMs = 1_000, double MaxDelayMs = 10_000, bool Uniform = false, double VeryLateShare = 0);
