using Confluent.Kafka;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// One producer client and the outcome of its records. Records go to the client immediately; when its queue is full they wait here, in
/// order. So do those that the client gives back because the broker does not know the topic now, until it does or the topic is gone.
/// <see cref="Send"/> and the waits are for one task; the client's thread counts.
/// </summary>
internal sealed class KafkaSender : IDeliveries
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private readonly KafkaSettings _settings;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly KafkaClientErrors _errors = new();
    private readonly WakeSignal _settled = new();
    private readonly IProducerClient _client;
    private readonly TopicAbsence _absence;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private RecordBatch _waiting = new(0);
    private List<int> _waitingPartitions = [];
    private RecordBatch _returned = new(0);
    private List<int> _returnedPartitions = [];
    private volatile bool _hasReturned;
    private int _nextWaiting;
    private long _sent;
    private long _stored;
    private long _failed;
    private long _wakeAt = -1;
    private volatile Error? _fault;
    private bool _closed;

    /// <summary>A sender for one topic.</summary>
    /// <param name="settings">Which brokers.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">Its number of partitions.</param>
    /// <param name="open">Creates the client, which reports deliveries to its argument.</param>
    /// <param name="unknownTimeout">How long a broker that answers may say that it does not know the topic; zero: not at all.</param>
    /// <param name="clock">The clock of that time.</param>
    public KafkaSender(
        KafkaSettings settings, string topic, int partitions, Func<IDeliveries, IProducerClient> open, TimeSpan unknownTimeout,
        TimeProvider clock)
    {
        (_settings, _topic, _partitions, _clock) = (settings, topic, partitions, clock);
        _absence = new TopicAbsence(unknownTimeout, clock);
        _client = open(this);
    }

    /// <summary>Records stored and failed.</summary>
    public WriterCounts Counts => new(Interlocked.Read(ref _stored), Interlocked.Read(ref _failed));

    /// <summary>Why records were not stored.</summary>
    public DeliveryReasons Reasons { get; } = new();

    /// <summary>Why the first record was not stored; null when all were.</summary>
    public Error? FirstRefusal { get; private set; }

    /// <summary>Errors that the client reported on its own.</summary>
    public IReadOnlyList<Error> LastErrors => _errors.Last;

    /// <summary>Whether the broker said last that it does not know the topic.</summary>
    public bool MissesTopic => _absence.IsNoted;

    /// <summary>Records in the client's queue or waiting for it: neither stored nor failed.</summary>
    public long Open => _sent + Waiting - Interlocked.Read(ref _stored) - Interlocked.Read(ref _failed);

    private int Waiting => _waiting.Count - _nextWaiting;

    /// <summary>Sends one record; see <see cref="ITopicWriter.Append"/>.</summary>
    public void Send(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        if ((uint)partition >= (uint)_partitions)
            throw new ArgumentOutOfRangeException(
                nameof(partition), partition, $"Topic '{_topic}' has partitions 0 to {_partitions - 1}.");
        if (Waiting == 0 && !_hasReturned && TryProduce(partition, key, value, tombstone, dueNs)) return;
        _waiting.Add(key, value, tombstone, dueNs: dueNs);
        _waitingPartitions.Add(partition);
    }

    /// <summary>Returns once the client has queued every record appended so far.</summary>
    /// <exception cref="TransportException">No further record can be written.</exception>
    public async ValueTask HandOverAsync(CancellationToken ct)
    {
        ThrowIfFaulty();
        while (!DrainWaiting())
        {
            ThrowIfFaulty();
            if (_absence.IsNoted)
            {
                await Task.Delay(RetryPause, _clock, ct).ConfigureAwait(false);
                continue;
            }

            // A tenth of the queue must be free before a retry is worthwhile.
            await OpenBelowAsync(Math.Max(0, Open - Waiting) * 9 / 10 + Waiting, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Returns once every record appended so far is stored or failed.</summary>
    /// <exception cref="TransportException">No further record can be written.</exception>
    public async ValueTask SettleAsync(CancellationToken ct)
    {
        do
        {
            await HandOverAsync(ct).ConfigureAwait(false);
            await OpenBelowAsync(0, ct).ConfigureAwait(false);
            ThrowIfFaulty();
        }
        while (Open > 0);
    }

    /// <summary>Throws if the client has failed.</summary>
    public void ThrowIfFaulty()
    {
        if (_fault is { } fault) throw KafkaFaults.Of(_settings, $"writing topic '{_topic}'", fault, _errors.Last);
    }

    /// <inheritdoc/>
    public void Stored(long records)
    {
        _absence.Clear();
        Interlocked.Add(ref _stored, records);
        Wake();
    }

    /// <inheritdoc/>
    public void Refused(Error error, long records) => Refuse(error, records, 0);

    /// <inheritdoc/>
    public void Returned(Error error, int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        if (_fault is not null || _absence.IsOver())
        {
            Refuse(error, 1, 0);
            return;
        }

        lock (_gate)
        {
            _returned.Add(key, value, tombstone, dueNs: dueNs);
            _returnedPartitions.Add(partition);
            _hasReturned = true;
        }

        _settled.Set();
    }

    /// <inheritdoc/>
    public void OnError(Error error)
    {
        _errors.Add(error);
        if (error.IsFatal) Fail(error);
    }

    /// <summary>
    /// Closes the client and takes its last delivery reports into account. Records still open then count as failed for
    /// <paramref name="reason"/>.
    /// </summary>
    public void Close(string reason)
    {
        if (_closed) return;
        _closed = true;
        _client.Close();
        var open = Open;
        if (open > 0)
        {
            Interlocked.Add(ref _failed, open);
            Reasons.Add(reason, open);
        }
        _waiting.Dispose();
        _returned.Dispose();
    }

    private bool TryProduce(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        _sent++;
        switch (_client.TryProduce(partition, key, value, tombstone, dueNs))
        {
            case null:
                return true;
            case { Code: ErrorCode.Local_QueueFull }:
                _sent--;
                return false;
            case { } unknown when KafkaErrors.ClassOf(unknown.Code) == KafkaErrorClass.UnknownTopic && !_absence.IsOver():
                _sent--;
                return false;
            case var error:
                Refuse(error, 1, key.Length + value.Length);
                return true;
        }
    }

    private bool DrainWaiting()
    {
        if (_hasReturned) WaitForReturned();
        for (; _nextWaiting < _waiting.Count; _nextWaiting++)
        {
            var i = _nextWaiting;
            if (!TryProduce(_waitingPartitions[i], _waiting.Key(i), _waiting.Value(i), _waiting.IsTombstone(i), _waiting.DueNs(i)))
                return false;
        }
        if (_nextWaiting == 0) return true;
        _waiting.Clear();
        _waitingPartitions.Clear();
        _nextWaiting = 0;
        return true;
    }

    // They were sent before all that waits.
    private void WaitForReturned()
    {
        lock (_gate)
        {
            _sent -= _returned.Count;
            for (var i = _nextWaiting; i < _waiting.Count; i++)
            {
                _returned.Add(_waiting.Key(i), _waiting.Value(i), _waiting.IsTombstone(i), dueNs: _waiting.DueNs(i));
                _returnedPartitions.Add(_waitingPartitions[i]);
            }

            (_waiting, _returned) = (_returned, _waiting);
            (_waitingPartitions, _returnedPartitions) = (_returnedPartitions, _waitingPartitions);
            _returned.Clear();
            _returnedPartitions.Clear();
            (_nextWaiting, _hasReturned) = (0, false);
        }
    }

    /// <summary>Waits until at most <paramref name="open"/> records are open, or some are to be sent again.</summary>
    private async ValueTask OpenBelowAsync(long open, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // The counting thread compares the number of settled records, which only grows, with this.
        Interlocked.Exchange(ref _wakeAt, _sent + Waiting - open);
        while (Open > open && _fault is null && !_hasReturned) await _settled.WaitAsync(ct).ConfigureAwait(false);
        Interlocked.Exchange(ref _wakeAt, -1);
    }

    private void Refuse(Error error, long records, int bytes)
    {
        FirstRefusal ??= error;
        Reasons.Add(Reason(error, bytes), records);
        Interlocked.Add(ref _failed, records);
        if (KafkaFaults.EndsWriting(error.Code)) Fail(error);
        Wake();
    }

    private string Reason(Error error, int bytes)
    {
        var (what, advice) = KafkaFaults.Explain(error, _settings.BootstrapServers);
        // Of one record.
        return bytes > 0 && KafkaErrors.ClassOf(error.Code) != KafkaErrorClass.UnknownTopic
            ? $"{what}, at {bytes} bytes. {advice}" : $"{what}. {advice}";
    }

    private void Fail(Error error)
    {
        _fault ??= error;
        _settled.Set();
    }

    private void Wake()
    {
        var at = Interlocked.Read(ref _wakeAt);
        if (at >= 0 && Interlocked.Read(ref _stored) + Interlocked.Read(ref _failed) >= at) _settled.Set();
    }
}

/// <summary>
/// Since when a broker has said that it does not know a topic. Only a broker that goes on saying so counts: what it said before an outage
/// does not. Thread-safe.
/// </summary>
internal sealed class TopicAbsence(TimeSpan timeout, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private volatile bool _noted;
    private long _since;
    private long _last;

    /// <summary>Whether it was said, and nothing was stored since.</summary>
    public bool IsNoted => _noted;

    /// <summary>It is said again; true when it has been said for the time that makes it certain.</summary>
    public bool IsOver()
    {
        if (timeout == TimeSpan.Zero) return true;
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (!_noted || clock.GetElapsedTime(_last, now) > timeout) _since = now;
            (_noted, _last) = (true, now);
            return clock.GetElapsedTime(_since, now) > timeout;
        }
    }

    /// <summary>A record was stored: the topic is there.</summary>
    public void Clear()
    {
        if (_noted) _noted = false;
    }
}
