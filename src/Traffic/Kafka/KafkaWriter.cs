using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Writes one topic by an idempotent producer of its own. Records travel as they are appended; a flush only waits. What fails is counted
/// and keeps its first reasons; what makes further writing pointless ends the next flush.
/// </summary>
internal sealed class KafkaWriter(KafkaSettings settings, string topic, int partitions, TimeProvider clock) : ITopicWriter
{
    /// <summary>How long a disposal waits for what is not stored yet.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly KafkaSender _sender = new(
        settings, topic, partitions,
        deliveries => new NativeProducer(settings, KafkaClientConfig.Producer(settings), topic, deliveries));

    private bool _disposed;

    /// <inheritdoc/>
    public WriterCounts Counts => _sender.Counts;

    /// <inheritdoc/>
    public IReadOnlyList<string> FailureReasons => _sender.Reasons.Lines;

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _sender.Send(partition, key, value, tombstone, dueNs);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">No record can be written any more.</exception>
    public ValueTask SubmitAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sender.HandOverAsync(ct);
    }

    /// <inheritdoc/>
    /// <exception cref="TransportException">No record can be written any more.</exception>
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
        using var limit = new CancellationTokenSource(Farewell, clock);
        try
        {
            await _sender.SettleAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TransportException)
        {
            // What is open is counted below; the reasons are kept.
        }
        // The client's end blocks for as long as its threads need.
        await Task.Run(() => _sender.Close($"the broker had not answered {Farewell.TotalSeconds:0} s after the end")).ConfigureAwait(false);
    }
}
