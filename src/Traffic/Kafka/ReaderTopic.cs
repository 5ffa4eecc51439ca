using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// What a reader knows of its topic from the broker's answers, and what follows from them: whether it is another topic of the same name,
/// which records were removed unread, and where a partition whose fetching has stopped is to be read on. It asks for nothing itself.
/// Thread-safe.
/// </summary>
internal sealed class ReaderTopic(TopicState state)
{
    private readonly Lock _gate = new();
    private volatile TopicState _state = state;
    private volatile TopicReplacedException? _replaced;

    /// <summary>What the broker last said.</summary>
    public TopicState State => _state;

    /// <summary>The broker has given the topic's id; the error when it is another topic than the one that was opened.</summary>
    public TopicReplacedException? Identify(string? now)
    {
        if (now is null) return null;
        lock (_gate)
        {
            if (_state.Id is null) _state = _state with { Id = now };
            return _state.Id == now ? null : _replaced ??= new TopicReplacedException(_state.Topic, _state.Id!, now);
        }
    }

    /// <summary>
    /// Offsets of another topic are no answer: whoever compares them with its own, and reads only what is behind those, would wait until
    /// the new topic has grown that long.
    /// </summary>
    /// <exception cref="TopicReplacedException">It is another topic than the one that was opened.</exception>
    public void ThrowIfReplaced()
    {
        if (_replaced is { } replaced) throw replaced;
    }

    /// <summary>The broker has given the number of partitions and their oldest offsets.</summary>
    public void Look(int partitions, long[] oldest)
    {
        lock (_gate) _state = _state with { Partitions = partitions, FirstKept = oldest };
    }

    /// <summary>
    /// A partition has had an error, and the broker has given its offsets after that: where to fetch on, null where fetching goes on by
    /// itself.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="stopped">Whether fetching has stopped on the error, as the offset to fetch at was rejected.</param>
    /// <param name="next">The offset of its next record.</param>
    /// <param name="oldest">The oldest offset kept of every partition.</param>
    /// <param name="ends">The end (exclusive) of every partition.</param>
    /// <exception cref="OffsetNotKeptException">The partition ends before the next record: it is another log.</exception>
    public long? Recover(int partition, bool stopped, long next, long[] oldest, long[] ends)
    {
        var (first, end) = (oldest[partition], ends[partition]);
        lock (_gate)
        {
            // What an earlier recovery reported is not lost again while nothing was read since.
            var from = Math.Max(next, _state.Removed.LastOrDefault(r => r.Partition == partition).To);
            var lost = stopped && first > from;
            _state = _state with
            {
                FirstKept = oldest,
                Removed = lost ? [.. _state.Removed, new RemovedOffsets(partition, from, first)] : _state.Removed,
            };
        }

        if (next > end) throw new OffsetNotKeptException(_state.Topic, partition, next, first, end);
        return stopped ? Math.Max(next, first) : null;
    }
}
