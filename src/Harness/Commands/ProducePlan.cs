namespace CtrBench.Harness.Commands;

/// <summary>Traffic without an engine.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Workload">The traffic.</param>
/// <param name="Folder">The folder for producer.json and manifest.json: does not exist, or is empty.</param>
internal sealed record ProducePlan(string RunId, Workload Workload, string Folder);
