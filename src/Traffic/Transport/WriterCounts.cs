namespace CtrBench.Traffic.Transport;

/// <summary>Outcome of the records given to a writer.</summary>
/// <param name="Stored">Records that the log acknowledged.</param>
/// <param name="Failed">Records that the log rejected.</param>
public readonly record struct WriterCounts(long Stored, long Failed);
