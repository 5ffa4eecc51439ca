namespace CtrBench.Traffic.Transport;

/// <summary>Bounds of an <see cref="InMemoryTransport"/>. A record counts against them until every open reader has read it.</summary>
public sealed record InMemoryTransportOptions
{
    /// <summary>Maximum number of records of one partition, at least 1.</summary>
    public long CapacityRecords { get; init; } = 1_000_000;

    /// <summary>
    /// Maximum bytes of keys and values of one partition, at least 1. A single larger record is accepted when the partition is empty.
    /// </summary>
    public long CapacityBytes { get; init; } = 256L << 20;

    /// <summary>What happens to a record when the partition is full.</summary>
    public FullPolicy FullPolicy { get; init; } = FullPolicy.Wait;
}
