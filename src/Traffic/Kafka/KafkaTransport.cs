using Confluent.Kafka.Admin;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Topics of a real broker. Every record written carries the run mark; only topics whose records carry one are ever deleted. Thread-safe;
/// writers and readers are each used by one task at a time. Two runs at the same time need separate topics: the second rejects a topic that
/// is being written.
/// </summary>
/// <param name="settings">Which brokers, and how to authenticate.</param>
/// <param name="clock">Clock of timeouts; the system's by default.</param>
public sealed class KafkaTransport(KafkaSettings settings, TimeProvider? clock = null) : ITransport
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private KafkaAdmin? _admin;
    private bool _disposed;

    /// <summary>Which brokers, and how to authenticate.</summary>
    public KafkaSettings Settings { get; } = settings;

    private KafkaAdmin Admin
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _admin ??= new KafkaAdmin(Settings, _clock);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">
    /// The broker does not answer or denies access, or a topic was not created by ctrbench or is being written by another run.
    /// </exception>
    public async ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TopicSpec.ThrowIfUnusable(topics);
        await new KafkaTopics(Admin, _clock).CreateAsync(topics, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public async ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) =>
        await Task.Run(() => Admin.Partitions(topic, ct), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public ITopicWriter OpenWriter(string topic) =>
        new KafkaWriter(Settings, topic, Admin.Partitions(topic, CancellationToken.None), _clock);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access.</exception>
    public ITransactionalWriter OpenTransactionalWriter(string topic, string inputTopic, string transactionalId)
    {
        var input = Admin.Partitions(inputTopic, CancellationToken.None);
        return new KafkaTransactionalWriter(
            Settings, topic, Admin.Partitions(topic, CancellationToken.None), inputTopic, input, transactionalId);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public ITopicReader OpenReader(string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full)
    {
        var partitions = Admin.Partitions(topic, CancellationToken.None);
        if (fromOffsets is not null)
        {
            if (fromOffsets.Count != partitions)
                throw new ArgumentException(
                    $"Topic '{topic}' has {partitions} partitions, but {fromOffsets.Count} start offsets were given: pass one per "
                    + "partition.",
                    nameof(fromOffsets));
            ThrowUnlessKept(topic, partitions, fromOffsets);
        }
        return KafkaReader.Open(Settings, topic, partitions, fromOffsets, detail);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        KafkaAdmin? admin;
        lock (_gate)
        {
            (admin, _admin) = (_admin, null);
            _disposed = true;
        }
        admin?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ThrowUnlessKept(string topic, int partitions, IReadOnlyList<long> fromOffsets)
    {
        // Opening is synchronous by contract, and rare.
        var first = Admin.OffsetsAsync(topic, partitions, OffsetSpec.Earliest(), CancellationToken.None).GetAwaiter().GetResult();
        var end = Admin.OffsetsAsync(topic, partitions, OffsetSpec.Latest(), CancellationToken.None).GetAwaiter().GetResult();
        for (var p = 0; p < partitions; p++)
            if (fromOffsets[p] < first[p] || fromOffsets[p] > end[p])
                throw new OffsetNotKeptException(topic, p, fromOffsets[p], first[p], end[p]);
    }
}
