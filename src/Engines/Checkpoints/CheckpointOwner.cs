namespace CtrBench.Engines.Checkpoints;

/// <summary>The owner of a checkpoint folder: written once, when the folder is created.</summary>
/// <param name="TransactionalId">
/// The query's permanent transactional id; also identifies files copied from another folder.
/// </param>
/// <param name="Query">The fields that must not change over a restart, by their command-line names.</param>
internal sealed record CheckpointOwner(string TransactionalId, IReadOnlyDictionary<string, string> Query);
