namespace CtrBench.Windows.Testing;

/// <summary>Late rows of a closed window that were dropped together.</summary>
/// <param name="WindowStartMs">Start of their window, epoch ms.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Key">Their group key; null without grouping.</param>
public sealed record LateWindow(long WindowStartMs, long Rows, string? Key = null);
