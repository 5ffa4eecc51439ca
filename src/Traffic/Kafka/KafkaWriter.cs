using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Writes one topic with its own idempotent producer. Records are sent as they are appended; a flush only waits. Failures are counted with
/// their first reasons; a permanent error makes the next flush throw.
/// </summary>
internal sealed class KafkaWriter(KafkaSettings settings, string topic, int partitions, TimeProvider clock) : ITopicWriter
{
    /// <summary>How long a disposal waits for records that are not stored yet.</summary>
    public static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(5);

    private readonly KafkaSender _sender = new(
        settings, topic, partitions,
        deliveries => new NativeProducer(settings, KafkaClientConfig.Producer(settings), topic, deliveries),
        KafkaClientConfig.UnknownTopicTimeout, clock);

    private bool _disposed;

    /// <inheritdoc/>
    public WriterCounts Counts => _sender.Counts;

    /// <summary>Whether the broker said last that it does not know the topic.</summary>
    internal bool MissesTopic => _sender.MissesTopic;

    /// <inheritdoc/>
    public IReadOnlyList<string> FailureReasons => _sender.Reasons.Lines;

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _sender.Send(partition, key, value, tombstone, dueNs);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">No further record can be written.</exception>
    public ValueTask SubmitAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sender.HandOverAsync(ct);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">No further record can be written.</exception>
    public ValueTask FlushAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sender.SettleAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        using var limit = new CancellationTokenSource(DisposeTimeout, clock);
        try
        {
            await _sender.SettleAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TransportException)
        {
            // Open records are counted below; the reasons are kept.
        }
        // Closing the client blocks until its threads have ended.
        await Task.Run(() => _sender.Close($"the broker had not answered {DisposeTimeout.TotalSeconds:0} s after the "
            + "end")).ConfigureAwait(false);
    }
}
