using Confluent.Kafka;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// One producer client and the outcome of its records. Records go to the client immediately; when its queue is full they wait here, in
/// order. <see cref="Send"/> and the waits are for one task; the client's thread counts.
/// </summary>
internal sealed class KafkaSender : IDeliveries
{
    private readonly KafkaSettings _settings;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly KafkaClientErrors _errors = new();
    private readonly WakeSignal _settled = new();
    private readonly IProducerClient _client;
    private readonly RecordBatch _waiting = new(0);
    private readonly List<int> _waitingPartitions = [];
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
    public KafkaSender(KafkaSettings settings, string topic, int partitions, Func<IDeliveries, IProducerClient> open)
    {
        (_settings, _topic, _partitions) = (settings, topic, partitions);
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

    /// <summary>Records in the client's queue or waiting for it: neither stored nor failed.</summary>
    public long Open => _sent + Waiting - Interlocked.Read(ref _stored) - Interlocked.Read(ref _failed);

    private int Waiting => _waiting.Count - _nextWaiting;

    /// <summary>Sends one record; see <see cref="ITopicWriter.Append"/>.</summary>
    public void Send(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        if ((uint)partition >= (uint)_partitions)
            throw new ArgumentOutOfRangeException(
                nameof(partition), partition, $"Topic '{_topic}' has partitions 0 to {_partitions - 1}.");
        if (Waiting == 0 && TryProduce(partition, key, value, tombstone, dueNs)) return;
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
            // A tenth of the queue must be free before a retry is worthwhile.
            await OpenBelowAsync(Math.Max(0, Open - Waiting) * 9 / 10 + Waiting, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Returns once every record appended so far is stored or failed.</summary>
    /// <exception cref="TransportException">No further record can be written.</exception>
    public async ValueTask SettleAsync(CancellationToken ct)
    {
        await HandOverAsync(ct).ConfigureAwait(false);
        await OpenBelowAsync(0, ct).ConfigureAwait(false);
        ThrowIfFaulty();
    }

    /// <summary>Throws if the client has failed.</summary>
    public void ThrowIfFaulty()
    {
        if (_fault is { } fault) throw KafkaFaults.Of(_settings, $"writing topic '{_topic}'", fault, _errors.Last);
    }

    /// <inheritdoc/>
    public void Stored(long records)
    {
        Interlocked.Add(ref _stored, records);
        Wake();
    }

    /// <inheritdoc/>
    public void Refused(Error error, long records) => Refuse(error, records, 0);

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
            case var error:
                Refuse(error, 1, key.Length + value.Length);
                return true;
        }
    }

    private bool DrainWaiting()
    {
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

    /// <summary>Waits until at most <paramref name="open"/> records are open.</summary>
    private async ValueTask OpenBelowAsync(long open, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // The counting thread compares the number of settled records, which only grows, with this.
        Interlocked.Exchange(ref _wakeAt, _sent + Waiting - open);
        while (Open > open && _fault is null) await _settled.WaitAsync(ct).ConfigureAwait(false);
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
        return bytes > 0 ? $"{what}, at {bytes} bytes. {advice}" : $"{what}. {advice}";
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
