namespace CtrBench.Benchmarks.Backlog;

/// <summary>What a way of reading made of the backlog; the same for each, or the benchmark is wrong.</summary>
public readonly record struct BacklogCount(long Events, long Bytes, long Views, long Clicks);
