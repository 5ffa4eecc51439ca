using Confluent.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Writes results and the mark of their query's progress in one Kafka transaction. The mark is stored as committed offsets of a consumer
/// group named like the transactional id: those of the input topic are the next offsets to read, and that of partition 0 of the
/// <b>results</b> topic is the checkpoint's number. The broker accepts any number as an offset and does not compare it with the topic's
/// end, so the number is committed with the transaction and no other store is needed.
/// </summary>
internal sealed class KafkaTransactionalWriter : ITransactionalWriter
{
    private const int AttemptsToOpen = 2;
    private const int AttemptsWhileMoving = 50;
    private static readonly TimeSpan MovingWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Attempts to commit: together as long as the broker keeps a transaction open.</summary>
    private const int AttemptsToCommit = 12;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
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

    /// <summary>Claims the id: an earlier owner is fenced, and its open transaction is aborted.</summary>
    /// <exception cref="TransportException">The coordinator does not answer, or denies access.</exception>
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
            Call("claiming the id", AttemptsToOpen, () => _client.InitTransactions(CallTimeout));
            // The group is only a name for committed offsets: no consumer joins it. Marks are read as results are: only committed ones.
            var config = new Dictionary<string, string>(KafkaClientConfig.Reader(settings.ForResults())) { ["group.id"] = id };
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
    /// <remarks>Stored means committed: an open transaction may still be aborted.</remarks>
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
        // The client's calls block, and the coordinator decides how long a commit takes.
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
            _sender.Close("the transaction was not committed");
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
        Call("sending the offsets", AttemptsToCommit, () => _client.SendOffsetsToTransaction(offsets, _group, CallTimeout), ct);
        Call("committing", AttemptsToCommit, () => _client.CommitTransaction(CallTimeout), ct);
    }

    private TransactionMark? ReadMark(IConsumer<Ignore, Ignore> consumer, int inputPartitions)
    {
        var asked = Enumerable.Range(0, inputPartitions).Select(p => new TopicPartition(_inputTopic, p))
            .Append(new TopicPartition(_topic, 0)).ToList();
        List<TopicPartitionOffset> found = [];
        // With read_committed, the coordinator answers only when no transaction on these offsets is open or half completed.
        Call("reading the last commit", AttemptsToOpen, () => found = consumer.Committed(asked, CallTimeout));
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
            _client.AbortTransaction(CallTimeout);
        }
        catch (KafkaException)
        {
            // The next owner of the id aborts it, or the broker does after the transaction timeout.
        }
        _begun = false;
    }

    private static bool IsMoving(ErrorCode code) =>
        code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable;

    /// <summary>
    /// One call of the client, which waits for up to <see cref="CallTimeout"/>. Retriable errors are retried, <paramref name="attempts"/>
    /// times in all; abortable errors abort the transaction; all others end this writer.
    /// </summary>
    private void Call(string operation, int attempts, Action call, CancellationToken ct = default)
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
                // The client has already waited for the call's timeout.
            }
            catch (KafkaException e) when (attempt < AttemptsWhileMoving && IsMoving(e.Error.Code))
            {
                // A broker that was just restarted loads the group before it answers; the client has not waited.
                ct.WaitHandle.WaitOne(MovingWait);
            }
            catch (KafkaException e)
            {
                if (e is KafkaTxnRequiresAbortException) Abort();
                else _broken = true;
                throw KafkaFaults.Of(_settings, $"transactional id '{_id}', {operation}", e, _sender.LastErrors);
            }
        }
    }
}
