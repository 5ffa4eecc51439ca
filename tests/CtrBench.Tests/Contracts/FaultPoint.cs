namespace CtrBench.Tests.Contracts;

/// <summary>Where a <see cref="FaultyTransport"/> goes wrong.</summary>
public enum FaultPoint
{
    /// <summary>When records are taken.</summary>
    Read,

    /// <summary>While records are awaited.</summary>
    Wait,

    /// <summary>When end offsets are asked for, but not the first time.</summary>
    EndOffsets,

    /// <summary>End offsets never come.</summary>
    NoAnswer,

    /// <summary>End offsets come at the start, and never again.</summary>
    NoLaterAnswer,

    /// <summary>When written records are flushed.</summary>
    Flush,
}
