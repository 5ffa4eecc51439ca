namespace CtrBench.Windows.Recordings;

/// <summary>A recorded Spark trigger.</summary>
/// <param name="ProcessingTimeMs">Interval, ms; 0 = back to back.</param>
/// <param name="AvailableNow">Read what is available, then stop.</param>
internal sealed record TranscriptTrigger(long? ProcessingTimeMs = null, bool AvailableNow = false);
