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

    /// <summary>Where the mark is that makes it valid (exactly-once); null: it is valid once it is written.</summary>
    public string? MarkPlace { get; init; }

    /// <summary>The ids of the query's topics; null in files of earlier versions.</summary>
    public CheckpointTopics? Topics { get; init; }

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

/// <summary>
/// A query's counters when a checkpoint was taken, over all its runs: a restarted query continues counting from here, so that its records
/// still add up. Open records are not included: they are in the state.
/// </summary>
/// <param name="RecordsRead">Records read.</param>
/// <param name="ResultsWritten">Results stored, including those committed by this checkpoint.</param>
/// <param name="LateDropped">Late drops in the engine's own unit.</param>
/// <param name="LateRecords">Late drops in records.</param>
/// <param name="Malformed">Records without a valid event time.</param>
/// <param name="MissingOffsets">Offsets without a record that were skipped.</param>
internal readonly record struct CheckpointCounters(
    long RecordsRead, long ResultsWritten, long LateDropped, long LateRecords, long Malformed, long MissingOffsets);
