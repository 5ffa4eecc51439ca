using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// Where a query continues from, and what takes its checkpoints from there; neither without a folder. Disposing it releases the folder.
/// </summary>
internal sealed class RestartPoint(CheckpointFolder? folder) : IDisposable
{
    /// <summary>The checkpoint to go on from; null: from the first record.</summary>
    public Checkpoint? Checkpoint { get; private set; }

    /// <summary>Micro-batches that had begun when the run before ended.</summary>
    public Queue<MicroBatchPlan> Begun { get; private set; } = [];

    /// <summary>The writer whose commits make checkpoints count (exactly-once); null: a checkpoint counts once it is written.</summary>
    public ITransactionalWriter? Transaction { get; set; }

    /// <summary>
    /// Finds the checkpoint: with transactions the log says which, and its mark is committed again. So there is a mark before the first
    /// checkpoint, and a missing one is no first start; and each mark is the running owner's, so that a former owner finds it is not its
    /// own.
    /// </summary>
    /// <exception cref="CheckpointException">There is none that the query can go on from.</exception>
    public async Task FindAsync(EngineFamily kind, int partitions, CancellationToken ct)
    {
        if (folder is null) return;
        Checkpoint = Transaction is null ? folder.FindNewest() : folder.FindCommitted(Transaction.LastCommitted, Transaction.MarkPlace);
        if (Transaction is not null)
        {
            await Transaction.CommitAsync(new TransactionMark(Checkpoint?.Id ?? 0, Checkpoint?.Offsets ?? new long[partitions]), ct)
                .ConfigureAwait(false);
        }

        if (kind == EngineFamily.MicroBatch) Begun = folder.PlansAfter(Checkpoint?.Id ?? 0);
        // MAX_WATERMARK is long.MaxValue, the bound that the operator keeps for it one less.
        if (Checkpoint?.Continuous is { WatermarkMs: >= long.MaxValue - 1 })
            folder.Warn(
                "The query was drained when it was stopped, so its watermark is final (F28): new windows are late, as in Flink. To "
                + "continue a query, stop it without a drain.");
    }

    /// <summary>Counters that count on from there.</summary>
    public QueryCounters Counters() =>
        new(Checkpoint?.Counters ?? default, commits: Transaction is not null) { Warnings = folder?.Warnings ?? [] };

    /// <summary>Who takes the checkpoints from there on; null without a folder.</summary>
    public CheckpointCoordinator? Coordinator(QueryCounters counters) =>
        folder is null ? null : new CheckpointCoordinator(folder, Transaction, counters, Checkpoint?.Id ?? 0);

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();
}
