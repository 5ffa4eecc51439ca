namespace CtrBench.Harness.Commands;

/// <summary>What to collect.</summary>
/// <param name="Query">Window, delay and grouping, which the oracle needs.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="DurationMs">For how long, ms; null until interrupted.</param>
/// <param name="Folder">The run folder: does not exist, or is empty.</param>
internal sealed record CollectPlan(CtrQuery Query, int Partitions, long? DurationMs, string Folder);
