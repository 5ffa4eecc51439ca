namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// A query's counters when a checkpoint was taken, over all its runs: a restarted query continues counting from here, so that its records
/// still add up. Open records are not included: they are in the state.
/// </summary>
/// <param name="RecordsRead">Records read.</param>
/// <param name="ResultsWritten">Results stored, including those committed by this checkpoint.</param>
/// <param name="LateDropped">Late drops in the engine's own unit.</param>
/// <param name="LateRecords">Late drops in records.</param>
/// <param name="Malformed">Records without a valid event time.</param>
/// <param name="MissingOffsets">Offsets without a record that were skipped.</param>
internal readonly record struct CheckpointCounters(
    long RecordsRead, long ResultsWritten, long LateDropped, long LateRecords, long Malformed, long MissingOffsets);
