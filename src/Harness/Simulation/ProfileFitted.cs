namespace CtrBench.Harness.Simulation;

/// <summary>Result of fitting a cost profile: a profile, or the reason why there is none.</summary>
/// <param name="Profile">The profile; null when the run gives none.</param>
/// <param name="Summary">The profile in one line, or why there is none.</param>
public sealed record ProfileFitted(CostProfile? Profile, string Summary);
