using Confluent.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Results and the mark of how far their query has come, in one Kafka transaction. The mark is kept as committed offsets of a consumer
/// group that has the name of the transactional id: those of the input topic are the next offsets to read, and that of partition 0 of the
/// <b>results</b> topic is the checkpoint's number. The broker takes any number as an offset and never looks at the topic's end, so a
/// number can travel with the transaction that way and no other store is needed.
/// </summary>
internal sealed class KafkaTransactionalWriter : ITransactionalWriter
{
    private const int AttemptsToOpen = 2;
    private const int AttemptsWhileMoving = 50;
    private static readonly TimeSpan MovingWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Attempts to commit: together as long as the broker keeps a transaction open.</summary>
    private const int AttemptsToCommit = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly KafkaSettings _settings;
    private readonly string _topic;
    private readonly string _inputTopic;
    private readonly string _id;
    private readonly KafkaSender _sender;
    private readonly IProducer<byte[], byte[]> _client;
    private readonly IConsumerGroupMetadata _group;
    private long _visible;
    private bool _begun;
    private bool _disposed;
    private bool _broken;

    /// <summary>Takes the id over: an earlier owner is shut out, and what it had left open is aborted.</summary>
    /// <exception cref="TransportException">The coordinator does not answer, or does not let us.</exception>
    public KafkaTransactionalWriter(KafkaSettings settings, string topic, int partitions, string inputTopic, int inputPartitions, string id)
    {
        (_settings, _topic, _inputTopic, _id) = (settings, topic, inputTopic, id);
        IProducer<byte[], byte[]>? client = null;
        _sender = new KafkaSender(settings, topic, partitions, deliveries =>
        {
            var config = KafkaClientConfig.TransactionalProducer(settings, id);
            var producer = new ConfluentProducer(settings, config, topic, partitions, deliveries);
            client = producer.Client;
            return producer;
        });
        _client = client!;
        try
        {
            Call("taking it over", AttemptsToOpen, () => _client.InitTransactions(Patience));
            // The group is only a name for committed offsets: nobody joins it.
            var config = new Dictionary<string, string>(KafkaClientConfig.Reader(settings)) { ["group.id"] = id };
            using var consumer = KafkaAdmin.Build(settings, () => new ConsumerBuilder<Ignore, Ignore>(config)
                .SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build());
            _group = consumer.ConsumerGroupMetadata;
            LastCommitted = ReadMark(consumer, inputPartitions);
        }
        catch
        {
            _sender.Close("the writer could not be opened");
            throw;
        }
    }

    /// <inheritdoc/>
    public TransactionMark? LastCommitted { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Stored means committed: what the broker has of an open transaction may still be aborted.</remarks>
    public WriterCounts Counts
    {
        get
        {
            var (stored, failed) = _sender.Counts;
            return new WriterCounts(_visible, _disposed ? stored + failed - _visible : failed);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FailureReasons => _sender.Reasons.Lines;

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Begin();
        _sender.Send(partition, key, value, tombstone, dueNs);
    }

    /// <inheritdoc/>
    public ValueTask SubmitAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sender.HandOverAsync(ct);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sender.SettleAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(TransactionMark mark, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Begin();
        await _sender.SettleAsync(ct).ConfigureAwait(false);
        if (_sender.Counts.Failed > 0)
        {
            Abort();
            throw new TransportException(
                $"Kafka at {_settings.BootstrapServers}, committing '{_id}': results of topic '{_topic}' were not stored, so none is",
                string.Join(' ', _sender.Reasons.Lines));
        }
        // The client's calls block, and a commit takes as long as the coordinator wants.
        await Task.Run(() => Commit(mark, ct), ct).ConfigureAwait(false);
        (LastCommitted, _visible, _begun) = (mark, _sender.Counts.Stored, false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await Task.Run(() =>
        {
            Abort();
            _sender.Close("it was not committed");
        }).ConfigureAwait(false);
    }

    private void Begin()
    {
        if (_begun) return;
        Call("beginning a transaction", AttemptsToOpen, _client.BeginTransaction);
        _begun = true;
    }

    private void Commit(TransactionMark mark, CancellationToken ct)
    {
        var offsets = mark.Offsets.Select((offset, p) => new TopicPartitionOffset(_inputTopic, p, offset))
            .Append(new TopicPartitionOffset(_topic, 0, mark.CheckpointId)).ToList();
        Call("sending the offsets", AttemptsToCommit, () => _client.SendOffsetsToTransaction(offsets, _group, Patience), ct);
        Call("committing", AttemptsToCommit, () => _client.CommitTransaction(Patience), ct);
    }

    private TransactionMark? ReadMark(IConsumer<Ignore, Ignore> consumer, int inputPartitions)
    {
        var asked = Enumerable.Range(0, inputPartitions).Select(p => new TopicPartition(_inputTopic, p))
            .Append(new TopicPartition(_topic, 0)).ToList();
        List<TopicPartitionOffset> found = [];
        // Read-committed, the coordinator answers only once no transaction on these offsets is open or half done.
        Call("reading the last commit", AttemptsToOpen, () => found = consumer.Committed(asked, Patience));
        var offsets = found.ToDictionary(f => (f.Topic, f.Partition.Value), f => f.Offset);
        if (found.Exists(f => f.Offset == Offset.Unset)) return null;
        return new TransactionMark(
            offsets[(_topic, 0)].Value, [.. Enumerable.Range(0, inputPartitions).Select(p => offsets[(_inputTopic, p)].Value)]);
    }

    private void Abort()
    {
        if (!_begun || _broken) return;
        try
        {
            _client.AbortTransaction(Patience);
        }
        catch (KafkaException)
        {
            // Whoever opens the id next aborts it, or the broker does after the transaction's timeout.
        }
        _begun = false;
    }

    private static bool IsMoving(ErrorCode code) =>
        code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable;

    /// <summary>
    /// One call of the client, which waits for up to <see cref="Patience"/>. What may be retried is, <paramref name="attempts"/> times in
    /// all; what must be aborted is aborted; the rest ends this writer.
    /// </summary>
    private void Call(string doing, int attempts, Action call, CancellationToken ct = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (attempt < attempts)
            {
                // The client has waited already, for as long as the call's timeout is.
            }
            catch (KafkaException e) when (attempt < AttemptsWhileMoving && IsMoving(e.Error.Code))
            {
                // A broker that has just come back loads the group before it answers for it; the client has not waited.
                ct.WaitHandle.WaitOne(MovingWait);
            }
            catch (KafkaException e)
            {
                if (e is KafkaTxnRequiresAbortException) Abort();
                else _broken = true;
                throw KafkaFaults.Of(_settings, $"transactional id '{_id}', {doing}", e, _sender.LastErrors);
            }
        }
    }
}
