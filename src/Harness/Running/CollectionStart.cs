namespace CtrBench.Harness.Running;

/// <summary>Where a collection starts that leaves out what the topics hold already.</summary>
/// <param name="Events">Start offset of every partition of the events topic.</param>
/// <param name="Results">Start offset of every partition of the results topic.</param>
/// <param name="FirstWindowMs">
/// Windows that start before may have lost events to the start, and are left out on both sides. Epoch ms.
/// </param>
internal sealed record CollectionStart(IReadOnlyList<long> Events, IReadOnlyList<long> Results, long FirstWindowMs);
