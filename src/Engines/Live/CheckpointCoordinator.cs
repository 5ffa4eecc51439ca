using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// Takes a running query's checkpoints, each in the stream's own order: all before it is processed and its results are stored, nothing
/// after it has been looked at. Checkpoint n goes like this:
/// <code>
/// at-least-once                            exactly-once
/// results flushed                          results kept by the writer
/// file n written aside, synced, renamed    file n written aside, synced, renamed: it does not count yet
///                                          one transaction with the results and the mark (n, offsets): now it does
/// file n - 2 removed                       file n - 2 removed
/// </code>
/// With at-least-once the newest file counts: killed before its rename, the query computes again what came after n - 1 and writes it twice.
/// With exactly-once the log decides: the start claims the transactional id, which aborts an open transaction, and continues from the file
/// that the last committed mark names, n or n - 1. Between file and commit the file is ahead by one and is thrown away; results and state
/// can never part. The file must be first: a commit without its state could not be gone on from. A micro-batch besides stores its plan
/// before it begins (S20), so that it runs again with the same offsets and watermarks: what comes twice is identical.
/// </summary>
internal sealed class CheckpointCoordinator(
    CheckpointFolder folder, ITransactionalWriter? transaction, QueryCounters counters, CheckpointTopics? topics, long lastId)
{
    private long _lastId = lastId;

    /// <summary>Stores the plan of a micro-batch that begins.</summary>
    /// <exception cref="CheckpointException">It could not be written.</exception>
    public void Begin(MicroBatchPlan plan) => folder.Write(plan);

    /// <summary>
    /// Takes the checkpoint of <paramref name="state"/>, up to these offsets, once the results before it are stored and counted.
    /// </summary>
    /// <exception cref="CheckpointException">The file could not be written.</exception>
    /// <exception cref="ResultsNotStoredException">The results topic refused some at the commit.</exception>
    public async ValueTask TakeAsync(ProcessorCheckpoint state, IReadOnlyList<long> offsets, CancellationToken ct)
    {
        // A query that is disposed has been given up: its last barrier is not waited for.
        if (ct.IsCancellationRequested) return;
        var id = _lastId + 1;
        folder.Write(Checkpoint.Of(id, offsets, counters.ForCheckpoint(), state) with
        {
            MarkPlace = transaction?.MarkPlace,
            Topics = topics,
        });
        if (transaction is not null)
        {
            await transaction.CommitAsync(new TransactionMark(id, offsets), ct).ConfigureAwait(false);
            ResultsNotStoredException.ThrowIfAny(transaction);
            counters.Commit();
        }

        _lastId = id;
        folder.Keep(id);
    }
}
