using Confluent.Kafka;
using CtrBench.Traffic.Kafka.Native;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// librdkafka's producer, called directly: no managed allocation and no managed callback per record. A record is passed in one call that
/// copies it; delivery reports arrive in batches, which a separate thread counts.
/// </summary>
internal sealed unsafe class NativeProducer : IProducerClient
{
    private const int Copy = 0x2, PollMs = 500, MaxMessages = 1_024;
    private const int PartitionAt = 2, ValueAt = 3, KeyAt = 4, HeadersAt = 5, Most = 7;
    private static readonly Error Full = new(ErrorCode.Local_QueueFull);
    private readonly IDeliveries _deliveries;
    private readonly ProducerHandle _handle;
    private readonly Thread _counting;

    // Pinned, because librdkafka gets their addresses. The first parts are the same for all records.
    private readonly NativeArgument[] _arguments = GC.AllocateArray<NativeArgument>(Most, pinned: true);
    private readonly byte[] _due = GC.AllocateArray<byte>(KafkaHeaders.DueLength, pinned: true);
    private readonly byte[] _run;
    private readonly nint[] _messages = GC.AllocateArray<nint>(MaxMessages, pinned: true);
    private readonly int _withoutDue;
    private volatile bool _closing;

    /// <summary>A client with these properties for one topic.</summary>
    /// <exception cref="Transport.TransportException">A property is unknown, or its value is rejected.</exception>
    public NativeProducer(KafkaSettings settings, Dictionary<string, string> config, string topic, IDeliveries deliveries)
    {
        _deliveries = deliveries;
        var own = config.Where(property => !property.Key.StartsWith("dotnet.", StringComparison.Ordinal));
        _handle = KafkaAdmin.Build(settings, () => ProducerHandle.Open(own, topic));
        var run = settings.RunMark is { } mark ? KafkaHeaders.EncodeRun(mark) : [];
        _run = GC.AllocateArray<byte>(run.Length, pinned: true);
        run.CopyTo(_run, 0);
        _arguments[0] = NativeArgument.Topic(_handle.Topic);
        _arguments[1] = NativeArgument.Flags(Copy);
        _withoutDue = HeadersAt;
        if (settings.RunMark is not null)
            _arguments[_withoutDue++] = NativeArgument.Header(Name(KafkaHeaders.RunUtf8), Address(_run), _run.Length);
        _arguments[_withoutDue] = NativeArgument.Header(Name(KafkaHeaders.DueUtf8), Address(_due), _due.Length);
        _counting = new Thread(Count) { IsBackground = true, Name = $"deliveries of {topic}" };
        _counting.Start();
    }

    /// <inheritdoc/>
    public Error? TryProduce(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone, long dueNs)
    {
        ErrorCode code;
        fixed (byte* keyBytes = key, valueBytes = value)
        {
            // A null pointer means absent, so an empty value needs an address.
            var nothing = Address(_due);
            _arguments[PartitionAt] = NativeArgument.Partition(partition);
            _arguments[ValueAt] = tombstone
                ? NativeArgument.Value(null, 0)
                : NativeArgument.Value(value.IsEmpty ? nothing : valueBytes, value.Length);
            _arguments[KeyAt] = NativeArgument.Key(key.IsEmpty ? nothing : keyBytes, key.Length);
            if (dueNs != 0) KafkaHeaders.EncodeDue(dueNs, _due);
            fixed (NativeArgument* arguments = _arguments) code = _handle.Produce(arguments, dueNs != 0 ? _withoutDue + 1 : _withoutDue);
        }
        return code switch
        {
            ErrorCode.NoError => null,
            ErrorCode.Local_QueueFull => Full,
            _ => _handle.Describe(code),
        };
    }

    /// <inheritdoc/>
    public void Close()
    {
        _closing = true;
        _handle.StopPoll();
        _counting.Join();
        _handle.Dispose();
    }

    private static byte* Address(byte[] pinned)
    {
        fixed (byte* bytes = pinned) return bytes;
    }

    // A u8 literal is part of the program, so it never moves, and has a zero byte after its end.
    private static byte* Name(ReadOnlySpan<byte> literal)
    {
        fixed (byte* bytes = literal) return bytes;
    }

    private void Count()
    {
        while (true)
        {
            // Polled first, so that reports that arrived before the end are counted.
            var last = _closing;
            var @event = _handle.Poll(last ? 0 : PollMs);
            if (@event != 0) Count(@event);
            else if (last) return;
        }
    }

    private void Count(nint @event)
    {
        long stored = 0;
        switch (LibrdkafkaProducer.EventType(@event))
        {
            case ProducerHandle.Delivered:
                stored = CountMessages(@event);
                break;
            case ProducerHandle.Error:
                var text = Librdkafka.Text(LibrdkafkaProducer.EventErrorText(@event));
                _deliveries.OnError(_handle.Describe((ErrorCode)LibrdkafkaProducer.EventError(@event), text));
                break;
        }
        // Frees queue space, which a waiter woken by the count checks.
        LibrdkafkaProducer.EventDestroy(@event);
        if (stored > 0) _deliveries.Stored(stored);
    }

    private long CountMessages(nint @event)
    {
        long stored = 0, refused = 0;
        var why = NativeError.None;
        fixed (nint* buffer = _messages)
        {
            var messages = (NativeMessage**)buffer;
            while (LibrdkafkaProducer.EventMessages(@event, messages, MaxMessages) is > 0 and var count)
            {
                for (nuint i = 0; i < count; i++)
                {
                    var error = messages[i]->Error;
                    if (error == NativeError.None)
                    {
                        stored++;
                        continue;
                    }
                    if (KafkaErrors.ClassOf((ErrorCode)error) == KafkaErrorClass.UnknownTopic)
                    {
                        Return(messages[i]);
                        continue;
                    }
                    if (error != why) Refuse(why, refused);
                    refused = error == why ? refused + 1 : 1;
                    why = error;
                }
            }
        }
        Refuse(why, refused);
        return stored;
    }

    private void Return(NativeMessage* message)
    {
        nint headers;
        var due = Librdkafka.MessageHeaders(message, &headers) == NativeError.None
            ? KafkaHeaders.DecodeDue(KafkaReaderDetails.Header(headers, KafkaHeaders.DueUtf8)) : 0;
        var why = _handle.Describe((ErrorCode)message->Error);
        _deliveries.Returned(why, message->Partition, message->KeyBytes, message->Value, message->Payload == null, due);
    }

    private void Refuse(int error, long records)
    {
        if (records > 0) _deliveries.Refused(_handle.Describe((ErrorCode)error), records);
    }
}
