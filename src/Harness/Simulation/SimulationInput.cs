using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

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

    /// <summary>
    /// Whether the waits of results have random numbers of their own, so that ticks are the same whatever is emitted: runs at several
    /// delays then differ by their delay alone. Runs of a folder share one stream, as they always have.
    /// </summary>
    public bool TicksApart { get; init; }

    /// <summary>Receives the rows that the engine drops as late; null: they are only counted.</summary>
    public LateRows? LateRows { get; init; }
}

/// <summary>A run in virtual time, advanced in steps so that a shell can show progress and stop it.</summary>
internal interface ISimulation
{
    /// <summary>Runs until virtual time has reached <paramref name="untilMs"/>; false when the run is over.</summary>
    bool RunUntil(long untilMs);

    /// <summary>The processor's counters so far.</summary>
    ProcessorCounters Counters { get; }

    /// <summary>Results emitted so far.</summary>
    long ResultsWritten { get; }
}

/// <summary>Makes simulations.</summary>
internal static class Simulations
{
    /// <summary>The simulation of an engine family.</summary>
    public static ISimulation Of(EngineFamily family, SimulationInput input, ISimulationOutput output) =>
        family == EngineFamily.MicroBatch ? new MicroBatchSimulation(input, output) : new ContinuousSimulation(input, output);
}

/// <summary>Receives the output of a simulation, in the order of virtual time.</summary>
internal interface ISimulationOutput
{
    /// <summary>An event was appended to the events topic.</summary>
    void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs);

    /// <summary>A result arrived at the collector. <paramref name="appendMs"/> and <paramref name="arrivedMs"/>: epoch ms.</summary>
    void Result(in WindowResult result, double appendMs, double arrivedMs);

    /// <summary>
    /// The watermark rose: of a continuous engine at a tick, emitted on-event only told where it fires windows; of a micro-batch one at the
    /// end of a batch.
    /// </summary>
    void Watermark(in WatermarkStep step);

    /// <summary>A micro-batch ended.</summary>
    void Batch(MicroBatchReport report);
}
