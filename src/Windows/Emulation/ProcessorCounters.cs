namespace CtrBench.Windows.Emulation;

/// <summary>
/// Counters of a processor. Records = EmittedRecords + LateRecords + Malformed + OpenRecords at all times.
/// </summary>
/// <param name="Records">Rows processed, including malformed ones.</param>
/// <param name="EmittedRecords">Rows in windows with a final result.</param>
/// <param name="LateRecords">Rows dropped as late, in records.</param>
/// <param name="LateDropped">Late drops in the engine's own unit (S14, F15, F22, F25).</param>
/// <param name="Malformed">Rows without a valid event time.</param>
/// <param name="OpenRecords">Rows in windows still open.</param>
/// <param name="WatermarkMs">The watermark that closes windows, epoch ms; long.MinValue before there is one.</param>
public readonly record struct ProcessorCounters(
    long Records, long EmittedRecords, long LateRecords, long LateDropped, long Malformed, long OpenRecords, long WatermarkMs);
