namespace CtrBench.Windows.Emulation;

/// <summary>What a savepoint of the window operator holds (F24, F26). Offsets belong to the source and are kept by the shell.</summary>
/// <param name="WatermarkMs">The operator's watermark, epoch ms; long.MinValue before there is one.</param>
/// <param name="Windows">Open windows.</param>
public sealed record ContinuousCheckpoint(long WatermarkMs, IReadOnlyList<CheckpointWindow> Windows) : ProcessorCheckpoint(Windows);
