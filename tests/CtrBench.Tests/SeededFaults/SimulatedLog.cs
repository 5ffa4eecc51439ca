using CtrBench.Tests.Contracts;

namespace CtrBench.Tests.SeededFaults;

/// <summary>A topic of a simulated broker, until it is made again.</summary>
internal sealed class SimulatedTopic(string name, int number)
{
    public string Name => name;

    public string Id { get; } = $"{name}-{number}";

    public List<SimulatedLog> Partitions { get; } = [];
}

/// <summary>The log of one partition.</summary>
internal sealed class SimulatedLog
{
    /// <summary>Its records from offset 0 on; null where an offset holds none.</summary>
    public List<SimulatedRecord?> Records { get; } = [];

    /// <summary>The oldest offset kept.</summary>
    public int FirstKept { get; set; }

    /// <summary>The end, exclusive.</summary>
    public int End => Records.Count;
}

/// <summary>A record.</summary>
/// <param name="Value">Its value.</param>
/// <param name="FetchableTicks">When it can be at a reader.</param>
internal sealed record SimulatedRecord(byte[] Value, long FetchableTicks)
{
    /// <summary>The event that it is.</summary>
    public TestRow? Row { get; init; }

    /// <summary>Its number among all events.</summary>
    public long Number { get; init; }
}
