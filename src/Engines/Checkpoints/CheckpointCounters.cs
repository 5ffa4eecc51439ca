namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// What a query had done when a checkpoint was taken, over all its runs: a restarted query counts on from here, so that its records still
/// add up. Open records are not among them: they are in the state.
/// </summary>
/// <param name="RecordsRead">Records read.</param>
/// <param name="ResultsWritten">Results stored, those that the checkpoint commits included.</param>
/// <param name="LateDropped">Late drops in the engine's own unit.</param>
/// <param name="LateRecords">Late drops in records.</param>
/// <param name="Malformed">Records without a valid event time.</param>
/// <param name="MissingOffsets">Offsets without a record that were passed over.</param>
internal readonly record struct CheckpointCounters(
    long RecordsRead, long ResultsWritten, long LateDropped, long LateRecords, long Malformed, long MissingOffsets);
