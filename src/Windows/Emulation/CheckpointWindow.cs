using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>What a checkpoint holds of a processor. Where its source stands is kept by the shell.</summary>
/// <param name="Windows">Open windows.</param>
internal abstract record ProcessorCheckpoint(IReadOnlyList<CheckpointWindow> Windows);

/// <summary>One open window of a checkpoint; of a continuous engine's sliding windows one slice (F37).</summary>
/// <param name="WindowStartMs">Start of the window or slice, epoch ms.</param>
/// <param name="Key">Group key; null for the null key and without grouping.</param>
/// <param name="Counts">The counts so far.</param>
internal sealed record CheckpointWindow(long WindowStartMs, string? Key, CtrCounts Counts)
{
    /// <summary>The open window of an operator, with its key as text.</summary>
    public static CheckpointWindow From(in WindowResult open, KeyTable keys) => new(open.WindowStartMs, keys.Text(open.KeyId), open.Counts);
}

/// <summary>
/// The content of a savepoint of the window operator (F24, F26). Offsets belong to the source and are stored by the live shell.
/// </summary>
/// <param name="WatermarkMs">The operator's watermark, epoch ms; long.MinValue before there is one.</param>
/// <param name="Windows">Open windows.</param>
internal sealed record ContinuousCheckpoint(long WatermarkMs, IReadOnlyList<CheckpointWindow> Windows) : ProcessorCheckpoint(Windows);

/// <summary>The content of Spark's checkpoint after a batch: offset log, commit log and state store in one record (S20).</summary>
/// <param name="LastBatchId">Id of the last committed batch; -1 before the first.</param>
/// <param name="End">Its end offsets; empty before the first.</param>
/// <param name="LastWatermarkMs">Its eviction watermark (offset log), epoch ms.</param>
/// <param name="NextWatermarkMs">The watermark after it (commit log), epoch ms.</param>
/// <param name="Windows">Open windows.</param>
internal sealed record MicroBatchCheckpoint(
    long LastBatchId, IReadOnlyList<long> End, long LastWatermarkMs, long NextWatermarkMs, IReadOnlyList<CheckpointWindow> Windows)
    : ProcessorCheckpoint(Windows);
