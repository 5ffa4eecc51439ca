namespace CtrBench.Traffic.Transport;

/// <summary>Access to topics. One contract test suite runs on every implementation.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>Recreates the topics: empty, offsets from 0. Fails if a topic of that name was not created by ctrbench.</summary>
    ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct);

    /// <summary>How many partitions a topic has; no record is fetched.</summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ValueTask<int> PartitionsAsync(string topic, CancellationToken ct);

    /// <summary>
    /// The id of a topic, which is another one after the topic was deleted and made again under its name; null where the broker gives none.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct);

    /// <summary>A writer with its own buffers; several writers of one topic may be used in parallel, each by one task at a time.</summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct);

    /// <summary>
    /// A writer of <paramref name="topic"/> for results computed from <paramref name="inputTopic"/>, under the id
    /// <paramref name="transactionalId"/>. Aborts an earlier owner's open transaction.
    /// </summary>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct);

    /// <summary>
    /// A reader of all partitions, from <paramref name="fromOffsets"/> (one per partition) or from the oldest record kept. It does not use
    /// group state. On a broker it reads events as the engines do: records of aborted and open transactions too, unless the connection's
    /// isolation level is read_committed.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is no longer kept, or is past the end.</exception>
    ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default);

    /// <summary>
    /// The same for results, of committed transactions alone whatever the connection's isolation level is: a result whose transaction was
    /// aborted was never delivered.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is no longer kept, or is past the end.</exception>
    ValueTask<ITopicReader> OpenResultsReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        OpenReaderAsync(topic, fromOffsets, detail, ct);
}

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions, at least 1.</param>
public readonly record struct TopicSpec(string Name, int Partitions)
{
    internal const string NameSetting = $"{nameof(TopicSpec)}.{nameof(Name)}";

    /// <summary>Rejects topics that no transport can create: without a name, without a partition, or given twice.</summary>
    /// <exception cref="ArgumentException">One of them is invalid.</exception>
    internal static void ThrowIfUnusable(IReadOnlyList<TopicSpec> topics)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spec in topics)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(spec.Name, nameof(topics));
            if (spec.Partitions < 1)
                throw new ArgumentException($"Topic '{spec.Name}' needs at least 1 partition, not {spec.Partitions}.", nameof(topics));
            if (!names.Add(spec.Name)) throw new ArgumentException($"Topic '{spec.Name}' is given twice.", nameof(topics));
        }
    }
}
