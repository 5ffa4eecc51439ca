namespace CtrBench.Harness.Measurement;

/// <summary>What was cut before measuring.</summary>
/// <param name="CutWindows">Windows cut.</param>
/// <param name="FirstMeasuredEndMs">End of the first measured window, epoch ms; null when none is left.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record WarmUp(int CutWindows, long? FirstMeasuredEndMs, string Reason);
