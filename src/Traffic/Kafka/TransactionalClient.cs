using Confluent.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// One client with a transactional id, for as long as it works. librdkafka's transactional calls may outlast their own timeout, even
/// forever: each has a watchdog, after which this client is given up and another one claims the id. A client that was given up is closed in
/// the background once its call returns, as it must not be released under the call; its transactions are fenced by then.
/// </summary>
internal sealed class TransactionalClient : ITransactionalClient
{
    /// <summary>How long one native call may wait by its own timeout.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(4);

    /// <summary>How long one native call may take, whatever its timeout.</summary>
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(8);

    /// <summary>How long a call is repeated with this client: shorter than the broker lets a transaction stay open.</summary>
    private static readonly TimeSpan RepeatTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly KafkaSettings _settings;
    private readonly string _id;
    private readonly TimeProvider _clock;
    private readonly Action<string> _onRepeat;
    private readonly KafkaSender _sender;
    private readonly ConfluentProducer _producer;
    private readonly TopicPartition _marks;
    private Task _running = Task.CompletedTask;
    private Task? _closing;
    private bool _begun;

    /// <summary>A client that has not claimed the id yet.</summary>
    /// <param name="settings">Which brokers.</param>
    /// <param name="topic">Topic of the results.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="id">The transactional id.</param>
    /// <param name="clock">Bounds waits.</param>
    /// <param name="onRepeat">Told why a call is repeated.</param>
    public TransactionalClient(
        KafkaSettings settings, string topic, int partitions, string id, TimeProvider clock, Action<string> onRepeat)
    {
        (_settings, _id, _clock, _onRepeat) = (settings, id, clock, onRepeat);
        _marks = new TopicPartition(KafkaMarks.TopicOf(topic, id), 0);
        ConfluentProducer? producer = null;
        _sender = new KafkaSender(settings, topic, partitions, deliveries => producer = new ConfluentProducer(
            settings, KafkaClientConfig.TransactionalProducer(settings, id), topic, partitions, deliveries), TimeSpan.Zero, clock);
        _producer = producer!;
    }

    /// <inheritdoc/>
    public Task ClaimAsync(CancellationToken ct) =>
        CallAsync("claiming the id", () => _producer.Client.InitTransactions(CallTimeout), ct);

    /// <inheritdoc/>
    public async Task CommitAsync(RecordBatch records, IReadOnlyList<int> partitions, byte[] mark, CancellationToken ct)
    {
        await CallAsync("beginning a transaction", _producer.Client.BeginTransaction, ct).ConfigureAwait(false);
        _begun = true;
        for (var i = 0; i < records.Count; i++)
        {
            _sender.Send(partitions[i], records.Key(i), records.Value(i), records.IsTombstone(i), records.DueNs(i));
            if (i % 1_000 == 999) await _sender.HandOverAsync(ct).ConfigureAwait(false);
        }

        await _sender.SettleAsync(ct).ConfigureAwait(false);
        var refusal = _sender.FirstRefusal;
        // What was dropped with the transaction is explained by the commit, which fails too.
        if (refusal is not null && KafkaErrors.ClassOf(refusal.Code) != KafkaErrorClass.Transient) throw NotStored(refusal);
        // A mark that is not stored makes the commit fail.
        await CallAsync("sending the mark", () => _producer.Send(_marks, KafkaMark.Key, mark), ct).ConfigureAwait(false);
        await CallAsync("committing", () => _producer.Client.CommitTransaction(CallTimeout), ct).ConfigureAwait(false);
        _begun = false;
        if (refusal is not null) throw NotStored(refusal);
    }

    /// <inheritdoc/>
    public Task CloseAsync() => _closing ??= Task.Run(async () =>
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (_begun) _producer.Client.AbortTransaction(CallTimeout);
        }
        catch (KafkaException)
        {
            // The next owner of the id aborts it, or the broker does after the transaction timeout.
        }

        _sender.Close("the transaction was not committed");
    });

    private TransportException NotStored(Error refusal) => new(
        $"Kafka at {_settings.BootstrapServers}, committing '{_id}': results were not stored, so none is",
        string.Join(' ', _sender.Reasons.Lines))
    {
        Passes = KafkaErrors.Passes(refusal.Code),
    };

    /// <summary>One native call on a thread of its own, repeated while its error passes.</summary>
    private async Task CallAsync(string operation, Action call, CancellationToken ct)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            _running = Task.Run(call, CancellationToken.None);
            try
            {
                await _running.WaitAsync(Watchdog, _clock, ct).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                throw new TransportException(
                    $"Kafka at {_settings.BootstrapServers}, transactional id '{_id}', {operation}: the client did not return within "
                    + $"{Watchdog.TotalSeconds:0} s")
                {
                    Passes = true,
                };
            }
            catch (KafkaException e) when (Repeats(e) && _clock.GetElapsedTime(started) < RepeatTimeout)
            {
                _onRepeat($"{operation}: {KafkaFaults.Explain(e.Error, _settings.BootstrapServers).What}");
                await Task.Delay(Pause, _clock, ct).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                throw KafkaFaults.Of(_settings, $"transactional id '{_id}', {operation}", e, _sender.LastErrors);
            }
        }
    }

    // An error that aborts the transaction needs another client, as all its records are sent again.
    private static bool Repeats(KafkaException e) =>
        e is KafkaRetriableException
        || e is not KafkaTxnRequiresAbortException && !e.Error.IsFatal && KafkaErrors.ClassOf(e.Error.Code) == KafkaErrorClass.Transient;
}
