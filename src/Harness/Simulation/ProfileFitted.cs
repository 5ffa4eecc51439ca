namespace CtrBench.Harness.Simulation;

/// <summary>What the fit of a cost profile came to: a profile, or the reason why there is none.</summary>
/// <param name="Profile">The profile; null when the run does not carry one.</param>
/// <param name="Words">The profile in a line, or why there is none.</param>
public sealed record ProfileFitted(CostProfile? Profile, string Words);
