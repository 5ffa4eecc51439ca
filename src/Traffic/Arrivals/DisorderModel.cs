namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// How far event time is behind the intended time: not at all with probability 1 - <paramref name="DelayedShare"/>, else a delay that is
/// exponential with mean <paramref name="MeanDelayMs"/> (the part of that distribution below the maximum) or, when
/// <paramref name="Uniform"/>, uniform up to <paramref name="MaxDelayMs"/>. A further <paramref name="VeryLateShare"/> of all events is
/// behind by more than the watermark delay D: uniform between D and 2 D behind, between D and D + 1 s when D is shorter than a second.
/// Delays are whole ms. Whether a very late event is late to an engine also depends on where its window ends.
/// </summary>
/// <param name="DelayedShare">Share of events that are delayed, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean of the exponential delay before it is bounded, ms.</param>
/// <param name="MaxDelayMs">Bound of the delay (exclusive), ms.</param>
/// <param name="Uniform">Uniform instead of exponential.</param>
/// <param name="VeryLateShare">Share of events beyond the watermark delay, 0 .. 1; with <paramref name="DelayedShare"/> at most 1.</param>
internal sealed record DisorderModel(
    double DelayedShare = 0, double MeanDelayMs = 1_000, double MaxDelayMs = 10_000, bool Uniform = false, double VeryLateShare = 0);
