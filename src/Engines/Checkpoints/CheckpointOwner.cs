namespace CtrBench.Engines.Checkpoints;

/// <summary>Whose a folder of checkpoints is: written once, when it is made.</summary>
/// <param name="TransactionalId">
/// Under what name the query's results are committed, for ever; also the mark by which a file of another folder is told.
/// </param>
/// <param name="Query">What must not change over a restart, by the names of the command line.</param>
internal sealed record CheckpointOwner(string TransactionalId, IReadOnlyDictionary<string, string> Query);
