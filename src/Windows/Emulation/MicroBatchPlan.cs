namespace CtrBench.Windows.Emulation;

/// <summary>A micro-batch as planned, before it runs (S8, S16).</summary>
/// <param name="Id">Batch id, from 0.</param>
/// <param name="Start">Start offset of every partition; null in the first batch, which starts at the earliest record (S19).</param>
/// <param name="End">End offset (exclusive) of every partition.</param>
/// <param name="EvictionWatermarkMs">WE: windows that end at or before it are evicted in this batch (S11).</param>
/// <param name="LateWatermarkMs">WL: rows of windows that end at or before it are dropped in this batch (S8, S11).</param>
public sealed record MicroBatchPlan(long Id, IReadOnlyList<long>? Start, IReadOnlyList<long> End, long EvictionWatermarkMs,
    long LateWatermarkMs);
