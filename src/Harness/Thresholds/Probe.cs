using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Thresholds;

/// <summary>A probe that was run: one run folder, and what it shows.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Folder">Name of its run folder, in the folder of the threshold.</param>
/// <param name="PerSecond">Its rate.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="TrafficMs">Length of its traffic, ms.</param>
/// <param name="Windows">Windows that were measured; 0 if it failed.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="KeepingUp">Whether the engine kept up; null if it failed.</param>
internal sealed record Probe(
    int Number, string Folder, double PerSecond, ulong Seed, long TrafficMs, int Windows, ProbeVerdict Verdict,
    KeepingUpMetrics? KeepingUp);
