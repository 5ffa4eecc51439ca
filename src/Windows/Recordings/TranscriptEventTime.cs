namespace CtrBench.Windows.Recordings;

/// <summary>Recorded event-time statistics, epoch ms.</summary>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
/// <param name="Avg">Mean, truncated.</param>
internal sealed record TranscriptEventTime(long Min, long Max, long Avg);
