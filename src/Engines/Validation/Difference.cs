namespace CtrBench.Engines.Validation;

/// <summary>One field in which a twin differs from a recording of its engine.</summary>
/// <param name="Case">Name of the recorded case.</param>
/// <param name="Step">Where in it: <c>batch 3</c>, <c>step 12</c>, <c>end of input</c>.</param>
/// <param name="Field">The field, as the recording names it.</param>
/// <param name="Expected">What the recording holds.</param>
/// <param name="Got">What the twin did.</param>
public sealed record Difference(string Case, string Step, string Field, string Expected, string Got);
