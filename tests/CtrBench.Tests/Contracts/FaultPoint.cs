namespace CtrBench.Tests.Contracts;

/// <summary>Where a <see cref="FaultyTransport"/> goes wrong.</summary>
public enum FaultPoint
{
    /// <summary>When records are accepted.</summary>
    Read,

    /// <summary>While records are awaited.</summary>
    Wait,

    /// <summary>When end offsets are asked for.</summary>
    EndOffsets,

    /// <summary>Neither the number of partitions nor end offsets ever come.</summary>
    NoAnswer,

    /// <summary>The number of partitions comes, which is all that a start asks for; end offsets never do.</summary>
    NoLaterAnswer,

    /// <summary>When written records are flushed.</summary>
    Flush,
}
