namespace CtrBench.Traffic.Transport;

/// <summary>What became of the records given to a writer.</summary>
/// <param name="Stored">Records that the log acknowledged.</param>
/// <param name="Failed">Records that the log refused.</param>
public readonly record struct WriterCounts(long Stored, long Failed);
