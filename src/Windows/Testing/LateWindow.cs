namespace CtrBench.Windows.Testing;

/// <summary>Rows that came for a window after it had closed and were dropped together.</summary>
/// <param name="WindowStartMs">Start of the window they belong to, epoch ms.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Key">Their group key; null without grouping.</param>
public sealed record LateWindow(long WindowStartMs, long Rows, string? Key = null);
