namespace CtrBench.Traffic.Transport;

/// <summary>What a full partition does with a record.</summary>
public enum FullPolicy : byte
{
    /// <summary>The flush waits until readers have freed space: backpressure.</summary>
    Wait = 0,

    /// <summary>The record is rejected and counted in <see cref="WriterCounts.Failed"/>.</summary>
    Refuse,
}
