namespace CtrBench.Traffic.Transport;

/// <summary>Where topics live. One contract suite runs on every implementation.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>Creates the topics afresh: empty, offsets from 0. Fails where a topic of that name is somebody else's.</summary>
    ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct);

    /// <summary>How many partitions a topic has; no record is fetched for it.</summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ValueTask<int> PartitionsAsync(string topic, CancellationToken ct);

    /// <summary>A writer of its own buffers; writers of one topic may be used side by side, one writer by one task at a time.</summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct);

    /// <summary>
    /// A writer of <paramref name="topic"/> for results computed from <paramref name="inputTopic"/>, under the name
    /// <paramref name="transactionalId"/>. Aborts what an earlier owner of that name had left open.
    /// </summary>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct);

    /// <summary>
    /// A reader of all partitions, from <paramref name="fromOffsets"/> (one per partition) or from the oldest record kept. It leans on no
    /// group state, and sees of transactions only what is committed.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is not kept any more, or lies behind the end.</exception>
    ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default);
}
