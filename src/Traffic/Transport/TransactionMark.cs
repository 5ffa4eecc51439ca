namespace CtrBench.Traffic.Transport;

/// <summary>A query's progress when a transaction of its results was committed.</summary>
/// <param name="CheckpointId">Number of the checkpoint that holds the query's state at that moment; from 1 on.</param>
/// <param name="Offsets">The next offset to read of each partition of the input topic.</param>
public sealed record TransactionMark(long CheckpointId, IReadOnlyList<long> Offsets);
