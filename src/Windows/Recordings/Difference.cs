namespace CtrBench.Windows.Recordings;

/// <summary>One difference between twin and recording.</summary>
/// <param name="Step">Batch or step: "batch 3", "step 7", "end of input", "end".</param>
/// <param name="Field">The field, as named in the recording.</param>
/// <param name="Expected">The engine's value.</param>
/// <param name="Got">The twin's value.</param>
public sealed record Difference(string Step, string Field, string Expected, string Got);
