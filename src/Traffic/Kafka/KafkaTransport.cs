using Confluent.Kafka.Admin;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Topics of a real broker. Every record written carries the run mark; only topics whose records carry one are ever deleted. Thread-safe;
/// writers and readers are each used by one task at a time. Two runs at the same time need separate topics: the second rejects a topic that
/// is being written.
/// </summary>
/// <param name="settings">Which brokers, and how to authenticate.</param>
/// <param name="clock">Bounds waits.</param>
public sealed class KafkaTransport(KafkaSettings settings, TimeProvider clock) : ITransport
{
    private readonly Lock _gate = new();
    private KafkaAdmin? _admin;
    private BrokerWatch? _watch;
    private bool _disposed;

    /// <summary>Which brokers, and how to authenticate.</summary>
    public KafkaSettings Settings { get; } = settings;

    /// <summary>Told what is waited for, and when it came.</summary>
    internal Action<string> OnNote { get; init; } = _ => { };

    private KafkaAdmin Admin
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _admin ??= new KafkaAdmin(Settings, clock);
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
        await new KafkaTopics(Admin, clock).CreateAsync(topics, ct).ConfigureAwait(false);
    }

    /// <summary>Deletes those of the topics that exist and are ours; returns the names of those that are not, which stay.</summary>
    /// <exception cref="TransportException">The broker does not answer or denies access.</exception>
    internal Task<IReadOnlyList<string>> DeleteOwnTopicsAsync(IReadOnlyList<string> topics, CancellationToken ct) =>
        new KafkaTopics(Admin, clock).DeleteOwnAsync(topics, ct);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public async ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) =>
        await Task.Run(() => Admin.Partitions(topic, ct), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public async ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct) =>
        await Admin.TopicIdAsync(topic, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public async ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct)
    {
        var partitions = await PartitionsAsync(topic, ct).ConfigureAwait(false);
        Watch(topic);
        return new KafkaWriter(Settings, topic, partitions, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access.</exception>
    public async ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string topic, string inputTopic, string transactionalId, CancellationToken ct)
    {
        await PartitionsAsync(inputTopic, ct).ConfigureAwait(false);
        var partitions = await PartitionsAsync(topic, ct).ConfigureAwait(false);
        Watch(topic);
        return await KafkaTransactionalWriter.OpenAsync(Settings, Admin, topic, partitions, transactionalId, clock, OnNote, ct)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        OpenReaderAsync(Settings, topic, fromOffsets, detail, ct);

    /// <inheritdoc/>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    public ValueTask<ITopicReader> OpenResultsReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default) =>
        OpenReaderAsync(Settings.ForResults(), topic, fromOffsets, detail, ct);

    /// <summary>
    /// Where readers of committed records stop before the end of a topic, and which transaction keeps them there; empty when they do not.
    /// </summary>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    internal async Task<IReadOnlyList<BlockedPartition>> BlockedAsync(string topic, CancellationToken ct) =>
        await new KafkaTransactions(Admin, clock).BlockedAsync(
            topic, await PartitionsAsync(topic, ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    /// <summary>The oldest offset kept of each partition.</summary>
    /// <exception cref="TransportException">The broker does not answer, or denies access; detected within about 10 s.</exception>
    internal Task<long[]> OldestAsync(string topic, int partitions, CancellationToken ct) =>
        Admin.OffsetsAsync(topic, partitions, OffsetSpec.Earliest(), ct);

    /// <summary>
    /// Whose time the records of a topic bear: LogAppendTime or CreateTime; null when this user may not read its configuration.
    /// </summary>
    internal async Task<string?> TimestampTypeAsync(string topic, CancellationToken ct)
    {
        try
        {
            return await Admin.TimestampTypeAsync(topic, ct).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // Each record says it too; the configuration is only known earlier.
            return null;
        }
    }

    private async ValueTask<ITopicReader> OpenReaderAsync(
        KafkaSettings settings, string topic, IReadOnlyList<long>? fromOffsets, RecordDetail detail, CancellationToken ct)
    {
        var admin = Admin;
        var partitions = await PartitionsAsync(topic, ct).ConfigureAwait(false);
        if (fromOffsets is not null)
        {
            if (fromOffsets.Count != partitions)
                throw new ArgumentException(
                    $"Topic '{topic}' has {partitions} partitions, but {fromOffsets.Count} start offsets were given: pass one per "
                    + "partition.",
                    nameof(fromOffsets));
            await ThrowUnlessKeptAsync(topic, partitions, fromOffsets, ct).ConfigureAwait(false);
        }
        Watch(topic);
        return await KafkaReader.OpenAsync(
            settings, topic, partitions, fromOffsets, detail, clock, ct, token => admin.TryTopicIdAsync(topic, token))
            .ConfigureAwait(false);
    }

    private void Watch(string topic)
    {
        var admin = Admin;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _watch ??= new BrokerWatch(
                Settings, (name, timeout) => admin.Client.GetMetadata(name, timeout).Topics.Find(t => t.Topic == name), clock, OnNote);
            _watch.Add(topic);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        KafkaAdmin? admin;
        BrokerWatch? watch;
        lock (_gate)
        {
            (admin, _admin, watch, _watch) = (_admin, null, _watch, null);
            _disposed = true;
        }

        if (watch is not null) await watch.DisposeAsync().ConfigureAwait(false);
        // Joins the client's threads.
        if (admin is not null) await Task.Run(admin.Dispose).ConfigureAwait(false);
    }

    private async Task ThrowUnlessKeptAsync(string topic, int partitions, IReadOnlyList<long> fromOffsets, CancellationToken ct)
    {
        var first = await Admin.OffsetsAsync(topic, partitions, OffsetSpec.Earliest(), ct).ConfigureAwait(false);
        var end = await Admin.OffsetsAsync(topic, partitions, OffsetSpec.Latest(), ct).ConfigureAwait(false);
        for (var p = 0; p < partitions; p++)
            if (fromOffsets[p] < first[p] || fromOffsets[p] > end[p])
                throw new OffsetNotKeptException(topic, p, fromOffsets[p], first[p], end[p]);
    }
}
