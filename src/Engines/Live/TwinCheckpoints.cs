using CtrBench.Engines.Checkpoints;
using CtrBench.Engines.Emulation;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// Takes a running twin's checkpoints, each in the stream's own order: all before it is processed and its results are stored, nothing
/// after it has been looked at. Checkpoint n goes like this:
/// <code>
/// at-least-once                            exactly-once
/// results flushed                          results flushed into the open transaction
/// file n written aside, synced, renamed    file n written aside, synced, renamed: it does not count yet
///                                          transaction committed with the mark (n, offsets): now it does
/// file n - 2 removed                       file n - 2 removed
/// </code>
/// With at-least-once the newest file counts: killed before its rename, the query computes again what came after n - 1 and writes it
/// twice. With exactly-once the log decides: the start takes the transactional id over, which aborts what was open, and goes on from the
/// file that the last committed mark names, n or n - 1. Between file and commit the file is ahead by one and is thrown away; results and
/// state can never part. The file must be first: a commit without its state could not be gone on from.
/// A micro-batch besides stores its plan before it begins (S20), so that it runs again with the same offsets and watermarks: what comes
/// twice is identical.
/// </summary>
internal sealed class TwinCheckpoints(
    CheckpointFolder folder, ITransactionalWriter? transaction, IWindowProcessor processor, KeyTable keys, TwinCounters counters,
    long lastId)
{
    private long _lastId = lastId;

    /// <summary>Whether a step needs something of it.</summary>
    public static bool Concerns(in TwinStep step) => step.Kind is StepKind.Barrier || step.Plan is not null;

    /// <summary>Does what a step asks for, once its results are stored.</summary>
    /// <exception cref="CheckpointException">A file could not be written.</exception>
    /// <exception cref="ResultsNotStoredException">The results topic refused some at the commit.</exception>
    public async ValueTask TakeAsync(TwinStep step, CancellationToken ct)
    {
        if (step.Kind == StepKind.Begin) folder.Write(step.Plan!);
        // A query that is disposed has been given up: its last barrier is not waited for.
        else if (!ct.IsCancellationRequested) await SaveAsync(step.Offsets ?? step.Plan!.End, ct).ConfigureAwait(false);
    }

    private async ValueTask SaveAsync(IReadOnlyList<long> offsets, CancellationToken ct)
    {
        var id = _lastId + 1;
        folder.Write(new Checkpoint
        {
            Id = id,
            Offsets = offsets,
            Counters = counters.ForCheckpoint(),
            MicroBatch = (processor as MicroBatchProcessor)?.Checkpoint(keys),
            Continuous = (processor as ContinuousProcessor)?.Checkpoint(keys),
        });
        if (transaction is not null)
        {
            await transaction.CommitAsync(new TransactionMark(id, offsets), ct).ConfigureAwait(false);
            if (transaction.Counts.Failed is > 0 and var failed) throw new ResultsNotStoredException(failed, transaction.FailureReasons);
            counters.Commit();
        }

        _lastId = id;
        folder.Keep(id);
    }
}
