namespace CtrBench.Windows.Emulation;

/// <summary>The content of Spark's checkpoint after a batch: offset log, commit log and state store in one record (S20).</summary>
/// <param name="LastBatchId">Id of the last committed batch; -1 before the first.</param>
/// <param name="End">Its end offsets; empty before the first.</param>
/// <param name="LastWatermarkMs">Its eviction watermark (offset log), epoch ms.</param>
/// <param name="NextWatermarkMs">The watermark after it (commit log), epoch ms.</param>
/// <param name="Windows">Open windows.</param>
internal sealed record MicroBatchCheckpoint(
    long LastBatchId, IReadOnlyList<long> End, long LastWatermarkMs, long NextWatermarkMs, IReadOnlyList<CheckpointWindow> Windows)
    : ProcessorCheckpoint(Windows);
