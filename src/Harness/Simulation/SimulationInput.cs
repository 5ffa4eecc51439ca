namespace CtrBench.Harness.Simulation;

/// <summary>Everything a simulation depends on: the same input gives the same output, bit for bit, on every machine.</summary>
internal sealed record SimulationInput
{
    /// <summary>The query.</summary>
    public required CtrQuery Query { get; init; }

    /// <summary>Times of the engine.</summary>
    public required CostProfile Profile { get; init; }

    /// <summary>All events in order of due time, including closing events.</summary>
    public required IEventSchedule Schedule { get; init; }

    /// <summary>Partition of an ad's events.</summary>
    public required Func<int, int> PartitionOf { get; init; }

    /// <summary>Group key id of an event; always 0 without grouping.</summary>
    public required Func<ScheduledEvent, int> KeyOf { get; init; }

    /// <summary>Partitions of the events topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>When the engine is started, epoch ms; before the first event.</summary>
    public required long EngineStartMs { get; init; }

    /// <summary>Seed of the engine's own random numbers (durations, phases), separate from the traffic's.</summary>
    public required ulong Seed { get; init; }
}
