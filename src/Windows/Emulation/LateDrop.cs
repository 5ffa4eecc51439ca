namespace CtrBench.Windows.Emulation;

/// <summary>
/// One late drop in the engine's own unit: a row (F15, F25), a flushed partial count (F22), or a window of a batch (S14).
/// </summary>
/// <param name="WindowStartMs">Start of the closed window, epoch ms.</param>
/// <param name="KeyId">Group key; 0 for the null key and without grouping.</param>
/// <param name="Rows">Rows dropped.</param>
internal readonly record struct LateDrop(long WindowStartMs, int KeyId, long Rows);
