using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// Where a query continues from, and what takes its checkpoints from there; neither without a folder. Disposing it releases the folder.
/// </summary>
internal sealed class RestartPoint(CheckpointFolder? folder) : IDisposable
{
    private CheckpointTopics? _topics;

    /// <summary>The checkpoint to go on from; null: from the first record.</summary>
    public Checkpoint? Checkpoint { get; private set; }

    /// <summary>Micro-batches that had begun when the run before ended.</summary>
    public Queue<MicroBatchPlan> Begun { get; private set; } = [];

    /// <summary>The writer whose commits make checkpoints count (exactly-once); null: a checkpoint counts once it is written.</summary>
    public ITransactionalWriter? Transaction { get; set; }

    /// <summary>
    /// Finds the checkpoint: with transactions the log says which, and its mark is committed again. So there is a mark before the first
    /// checkpoint, and a missing one is not a first start; and each mark is the running owner's, so that a former owner finds it is not its
    /// own.
    /// </summary>
    /// <exception cref="CheckpointException">There is none that the query can go on from.</exception>
    public async Task FindAsync(EngineFamily kind, EngineEndpoints endpoints, int partitions, CancellationToken ct)
    {
        if (folder is null) return;
        _topics = await CheckpointTopics.AskAsync(endpoints, ct).ConfigureAwait(false);
        Checkpoint = Transaction is null ? folder.FindNewest() : folder.FindCommitted(Transaction.LastCommitted, Transaction.MarkPlace);
        if (Checkpoint is not null) folder.ThrowIfOfOtherTopics(Checkpoint, _topics, endpoints);
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

    /// <summary>
    /// Partitions were added since the checkpoint, or since the first batches began before there was one: they begin at these offsets, of
    /// all partitions.
    /// </summary>
    public void GrowTo(IReadOnlyList<long> startOffsets)
    {
        if (Checkpoint?.MicroBatch is { End.Count: > 0 } state)
            Checkpoint = Checkpoint with { MicroBatch = state with { End = Grown(state.End) } };
        Begun = new(Begun.Select(plan => plan with { Start = plan.Start is null ? null : Grown(plan.Start), End = Grown(plan.End) }));

        IReadOnlyList<long> Grown(IReadOnlyList<long> offsets) => [.. offsets, .. startOffsets.Skip(offsets.Count)];
    }

    /// <summary>Makes sure that the reader has opened the topic whose id was compared: it may have been made again in between.</summary>
    /// <exception cref="TopicReplacedException">It has opened another one.</exception>
    public void ThrowIfOther(TopicState? opened)
    {
        if (opened?.Id is { } now && _topics?.EventsId is { } before && now != before)
            throw new TopicReplacedException(opened.Topic, before, now);
    }

    /// <summary>Counters that count on from there.</summary>
    public QueryCounters Counters() =>
        new(Checkpoint?.Counters ?? default, commits: Transaction is not null) { Warnings = folder?.Warnings ?? [] };

    /// <summary>Who takes the checkpoints from there on; null without a folder.</summary>
    public CheckpointCoordinator? Coordinator(QueryCounters counters) =>
        folder is null ? null : new CheckpointCoordinator(folder, Transaction, counters, _topics, Checkpoint?.Id ?? 0);

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();
}
