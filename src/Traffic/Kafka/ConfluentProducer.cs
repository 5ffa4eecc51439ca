using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Confluent.Kafka's producer. It allocates about 470 bytes per record. It supports transactions, and is used only for them.
/// </summary>
internal sealed class ConfluentProducer : IProducerClient
{
    private readonly IDeliveries _deliveries;
    private readonly LengthPool _keys = new();
    private readonly LengthPool _values = new();
    private readonly byte[] _due = new byte[KafkaHeaders.DueLength];
    private readonly Headers _withoutDue = [];
    private readonly Headers _withDue = [];
    private readonly Message<byte[], byte[]> _message = new();
    private readonly TopicPartition[] _targets;
    private readonly Action<DeliveryReport<byte[], byte[]>> _delivered;

    /// <summary>A client with these properties for one topic.</summary>
    /// <exception cref="Transport.TransportException">A property is unknown, or its value is rejected.</exception>
    public ConfluentProducer(
        KafkaSettings settings, Dictionary<string, string> config, string topic, int partitions, IDeliveries deliveries)
    {
        _deliveries = deliveries;
        _targets = [.. Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p))];
        _delivered = Count;
        if (settings.RunMark is { } mark)
        {
            _withoutDue.Add(KafkaHeaders.Run, KafkaHeaders.EncodeRun(mark));
            _withDue.Add(KafkaHeaders.Run, KafkaHeaders.EncodeRun(mark));
        }
        _withDue.Add(KafkaHeaders.Due, _due);
        Client = KafkaAdmin.Build(settings, () => new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => deliveries.OnError(error)).SetLogHandler((_, _) => { }).Build());
    }

    /// <summary>The client itself.</summary>
    public IProducer<byte[], byte[]> Client { get; }

    /// <inheritdoc/>
    public Error? TryProduce(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        if (dueNs != 0) KafkaHeaders.EncodeDue(dueNs, _due);
        _message.Headers = dueNs != 0 ? _withDue : _withoutDue;
        _message.Key = _keys.Copy(key);
        _message.Value = tombstone ? null! : _values.Copy(value);
        try
        {
            Client.Produce(_targets[partition], _message, _delivered);
            return null;
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            return e.Error;
        }
    }

    /// <summary>Queues a record of another topic, without a delivery report: the commit fails unless it is stored.</summary>
    /// <exception cref="KafkaException">It was not queued.</exception>
    public void Send(TopicPartition target, byte[] key, byte[] value) =>
        Client.Produce(target, new Message<byte[], byte[]> { Key = key, Value = value, Headers = _withoutDue });

    /// <inheritdoc/>
    public void Close() => Client.Dispose();

    private void Count(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError) _deliveries.Refused(report.Error, 1);
        else _deliveries.Stored(1);
    }
}

/// <summary>
/// Byte arrays by exact length, one each: the client accepts only whole arrays and copies them before it returns, so the next record of
/// that length can reuse the array. For one thread.
/// </summary>
internal sealed class LengthPool
{
    private const int Longest = 4096;
    private readonly byte[]?[] _arrays = new byte[]?[Longest + 1];

    /// <summary>An array with a copy of <paramref name="bytes"/>; valid until the next call with the same length.</summary>
    public byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var array = bytes.Length > Longest ? new byte[bytes.Length] : _arrays[bytes.Length] ??= new byte[bytes.Length];
        bytes.CopyTo(array);
        return array;
    }
}
