namespace CtrBench.Traffic.Transport;

/// <summary>Bounds of an <see cref="InMemoryTransport"/>. A record counts against them until every open reader has taken it.</summary>
public sealed record InMemoryTransportOptions
{
    /// <summary>Records that one partition keeps at most, at least 1.</summary>
    public long CapacityRecords { get; init; } = 1_000_000;

    /// <summary>
    /// Bytes of keys and values that one partition keeps at most, at least 1. A single larger record is taken when the partition is
    /// empty.
    /// </summary>
    public long CapacityBytes { get; init; } = 256L << 20;

    /// <summary>What happens to a record for which there is no room.</summary>
    public FullPolicy FullPolicy { get; init; } = FullPolicy.Wait;
}
