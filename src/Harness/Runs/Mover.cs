namespace CtrBench.Harness.Runs;

/// <summary>The event that moves the watermark to a window's end.</summary>
/// <param name="DueMs">When it was due, epoch ms.</param>
/// <param name="AppendMs">When the log stored it, epoch ms.</param>
public readonly record struct Mover(double DueMs, double AppendMs);
