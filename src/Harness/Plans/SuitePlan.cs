namespace CtrBench.Harness.Plans;

/// <summary>
/// The whole evaluation as a list of runs in virtual time, in the order of traffic, producers, engine: runs that share their events
/// stand side by side.
/// </summary>
/// <param name="Runs">The runs; their folders lie in <paramref name="Folder"/>.</param>
/// <param name="Folder">The folder of the suite: does not exist, or is empty.</param>
internal sealed record SuitePlan(IReadOnlyList<RunPlan> Runs, string Folder);
