namespace CtrBench.Harness.Measurement;

/// <summary>The warm-up that was cut.</summary>
/// <param name="CutWindows">Windows cut.</param>
/// <param name="FirstMeasuredEndMs">End of the first measured window, epoch ms; null when none is left.</param>
/// <param name="Reason">The reason as text.</param>
internal sealed record WarmUp(int CutWindows, long? FirstMeasuredEndMs, string Reason);
