namespace CtrBench.Harness.Measurement;

/// <summary>One latency over the measured windows, ms.</summary>
/// <param name="N">Windows measured.</param>
/// <param name="MeanMs">Mean.</param>
/// <param name="MeanLowMs">Lower end of the 95 % interval of the mean (moving-block bootstrap).</param>
/// <param name="MeanHighMs">Upper end.</param>
/// <param name="MinMs">Smallest.</param>
/// <param name="P50Ms">Median.</param>
/// <param name="P90Ms">90th percentile.</param>
/// <param name="P99Ms">99th percentile; null with fewer than 100 windows.</param>
/// <param name="MaxMs">Largest.</param>
/// <param name="Negative">Windows below 0; included, never clamped.</param>
internal sealed record LatencySummary(
    int N, double MeanMs, double MeanLowMs, double MeanHighMs, double MinMs, double P50Ms, double P90Ms, double? P99Ms, double MaxMs,
        int Negative);
