namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// Faults that this product or its kind had, put back into what surrounds the engine: its clients' behaviour, its disk, its clock.
/// </summary>
public enum Planted
{
    /// <summary>None: the product as it is.</summary>
    None = 0,

    /// <summary>A flush returns before the topic has the results, so a checkpoint stands behind results that may be lost.</summary>
    CheckpointBeforeResults,

    /// <summary>Neither files nor names are synced.</summary>
    NoSync,

    /// <summary>A checkpoint's file is written after the commit that needs it.</summary>
    CommitBeforeCheckpoint,

    /// <summary>A mark that expired is taken for a first start.</summary>
    MarkExpired,

    /// <summary>A commit whose reply was lost is repeated without a look at the mark.</summary>
    MarkNotRead,

    /// <summary>Partitions that are added are not noticed.</summary>
    PartitionsIgnored,

    /// <summary>Topics are told apart by their names alone.</summary>
    TopicIdIgnored,

    /// <summary>Reading goes on at the oldest record kept without a word.</summary>
    RetentionInSilence,

    /// <summary>Records that were fetched twice are read twice.</summary>
    DuplicatesRead,

    /// <summary>A stop of fetching during a recovery is not handled.</summary>
    StopOfFetchingLost,

    /// <summary>Waits and ticks go by the wall clock.</summary>
    WallClockInControl,

    /// <summary>A coordinator that moves ends the query.</summary>
    TransientIsFinal,

    /// <summary>A call of the client that hangs is waited for.</summary>
    NoWatchdog,
}
