namespace CtrBench.Traffic.Transport;

/// <summary>
/// Topics in memory, the default. Each partition is a bounded log; a record is removed when every open reader has read it, so a reader that
/// must see all records is opened before the writers start. When a partition is full, a flush waits, or its records are rejected and
/// counted: nothing is lost silently. A flush is one append, with one append time. Thread-safe; writers and readers are each used by one
/// task at a time.
/// </summary>
public sealed class InMemoryTransport : ITransport
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, InMemoryTopic> _topics = new(StringComparer.Ordinal);
    private readonly SegmentPool _pool = new();
    private readonly TransactionLedger _transactions = new();
    private readonly InMemoryTransportOptions _options;
    private readonly TimeProvider _clock;
    private bool _disposed;

    /// <summary>A transport without topics. <paramref name="clock"/> gives the append times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound of <paramref name="options"/> is below 1.</exception>
    public InMemoryTransport(TimeProvider clock, InMemoryTransportOptions? options = null)
    {
        _options = options ?? new InMemoryTransportOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.CapacityRecords, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.CapacityBytes, 1);
        _clock = clock;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An existing topic is recreated empty. If a reader or writer of it is still open, an <see cref="InvalidOperationException"/> is
    /// thrown.
    /// </remarks>
    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            TopicSpec.ThrowIfUnusable(topics);
            foreach (var spec in topics)
            {
                if (_topics.TryGetValue(spec.Name, out var existing) && existing.Users is var (readers, writers) && readers + writers > 0)
                    throw new InvalidOperationException(
                        $"Topic '{spec.Name}' cannot be recreated: {readers} readers and {writers} writers are open. Dispose them first.");
            }
            foreach (var spec in topics)
            {
                if (_topics.TryGetValue(spec.Name, out var existing)) existing.Drop();
                _topics[spec.Name] = new InMemoryTopic(spec, _options, _pool);
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate) return new ValueTask<int>(Find(topic).Partitions);
    }

    /// <inheritdoc/>
    public ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate) return new ValueTask<string?>(Find(topic).Id);
    }

    /// <inheritdoc/>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate) return new ValueTask<ITopicWriter>(new InMemoryWriter(Find(topic), _options.FullPolicy, _clock));
    }

    /// <inheritdoc/>
    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Find(inputTopic);
            var inner = new InMemoryWriter(Find(topic), _options.FullPolicy, _clock);
            return new ValueTask<ITransactionalWriter>(new InMemoryTransactionalWriter(inner, _transactions, transactionalId));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    /// <exception cref="OffsetNotKeptException">An offset was already read by all readers, or is past the end.</exception>
    public ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        lock (_gate) return new ValueTask<ITopicReader>(new InMemoryReader(Find(topic), fromOffsets));
    }

    /// <summary>
    /// Completes a topic: no record can follow, and its readers end once they have read the kept records. Writing to it afterwards, or
    /// waiting for space in it, throws an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    public void CompleteTopic(string topic)
    {
        lock (_gate) Find(topic).Complete();
    }

    /// <summary>Completes every topic. Open readers may read to the end; nothing can be opened afterwards.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var topic in _topics.Values) topic.Complete();
        }
        return ValueTask.CompletedTask;
    }

    private InMemoryTopic Find(string topic)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _topics.TryGetValue(topic, out var found) ? found : throw new UnknownTopicException(topic, _topics.Keys);
    }
}

/// <summary>What a full partition does with a record.</summary>
public enum FullPolicy : byte
{
    /// <summary>The flush waits until readers have freed space: backpressure.</summary>
    Wait = 0,

    /// <summary>The record is rejected and counted in <see cref="WriterCounts.Failed"/>.</summary>
    Refuse,
}

/// <summary>Bounds of an <see cref="InMemoryTransport"/>. A record counts against them until every open reader has read it.</summary>
public sealed record InMemoryTransportOptions
{
    /// <summary>Maximum number of records of one partition, at least 1.</summary>
    public long CapacityRecords { get; init; } = 1_000_000;

    /// <summary>
    /// Maximum bytes of keys and values of one partition, at least 1. A single larger record is accepted when the partition is empty.
    /// </summary>
    public long CapacityBytes { get; init; } = 256L << 20;

    /// <summary>What happens to a record when the partition is full.</summary>
    public FullPolicy FullPolicy { get; init; } = FullPolicy.Wait;
}
