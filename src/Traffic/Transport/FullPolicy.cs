namespace CtrBench.Traffic.Transport;

/// <summary>What a full partition does with a record.</summary>
public enum FullPolicy : byte
{
    /// <summary>The flush waits until readers have made room: backpressure.</summary>
    Wait = 0,

    /// <summary>The record is refused and counted in <see cref="WriterCounts.Failed"/>.</summary>
    Refuse,
}
