namespace CtrBench.Harness.Runs;

/// <summary>One bar of a histogram.</summary>
/// <param name="UpTo">Largest value in the bar.</param>
/// <param name="Count">Values in it.</param>
public readonly record struct HistogramBar(long UpTo, long Count);
