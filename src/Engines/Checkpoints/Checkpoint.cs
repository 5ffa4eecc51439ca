using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// Everything a restart needs, as of one point of the stream: all records before it are in the state, none after it. It holds one of the
/// two states, that of the query's engine.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>Its number, from 1 on. That of a micro-batch engine is the id of its last batch + 1.</summary>
    public required long Id { get; init; }

    /// <summary>The next offset to read of each partition of the events topic.</summary>
    public required IReadOnlyList<long> Offsets { get; init; }

    /// <summary>The query's counters at that point, over all its runs.</summary>
    public required CheckpointCounters Counters { get; init; }

    /// <summary>The state of a micro-batch engine (S20).</summary>
    public MicroBatchCheckpoint? MicroBatch { get; init; }

    /// <summary>The state of a continuous engine (F24, F26).</summary>
    public ContinuousCheckpoint? Continuous { get; init; }

    /// <summary>The state, whichever engine's it is; null in a file that holds none.</summary>
    public ProcessorCheckpoint? State => (ProcessorCheckpoint?)MicroBatch ?? Continuous;

    /// <summary>A checkpoint of that state.</summary>
    public static Checkpoint Of(long id, IReadOnlyList<long> offsets, CheckpointCounters counters, ProcessorCheckpoint state) => new()
    {
        Id = id,
        Offsets = offsets,
        Counters = counters,
        MicroBatch = state as MicroBatchCheckpoint,
        Continuous = state as ContinuousCheckpoint,
    };
}
