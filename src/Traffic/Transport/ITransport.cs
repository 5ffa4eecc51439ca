namespace CtrBench.Traffic.Transport;

/// <summary>Where topics live. One contract suite runs on every implementation.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>Creates the topics afresh: empty, offsets from 0. Fails where a topic of that name is somebody else's.</summary>
    ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct);

    /// <summary>A writer of its own buffers; writers of one topic may be used side by side, one writer by one task at a time.</summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    ITopicWriter OpenWriter(string topic);

    /// <summary>
    /// A reader of all partitions, from <paramref name="fromOffsets"/> (one per partition) or from the oldest record kept. It leans on no
    /// group state.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is not kept any more, or lies behind the end.</exception>
    ITopicReader OpenReader(string topic, IReadOnlyList<long>? fromOffsets = null);
}
