namespace CtrBench.Harness.Runs;

/// <summary>Events sent over time, with the arrival process's states.</summary>
/// <param name="StartMs">Start of the first bucket, epoch ms.</param>
/// <param name="BucketMs">Bucket width, ms.</param>
/// <param name="Counts">Events in each bucket.</param>
/// <param name="HighShare">Share of each bucket's events that were sent in the HIGH state (state above 0), 0 .. 1.</param>
public sealed record RateSeries(long StartMs, long BucketMs, IReadOnlyList<long> Counts, IReadOnlyList<double> HighShare);
