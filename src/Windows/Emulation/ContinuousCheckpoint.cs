namespace CtrBench.Windows.Emulation;

/// <summary>
/// The content of a savepoint of the window operator (F24, F26). Offsets belong to the source and are stored by the live shell.
/// </summary>
/// <param name="WatermarkMs">The operator's watermark, epoch ms; long.MinValue before there is one.</param>
/// <param name="Windows">Open windows.</param>
internal sealed record ContinuousCheckpoint(long WatermarkMs, IReadOnlyList<CheckpointWindow> Windows) : ProcessorCheckpoint(Windows);
