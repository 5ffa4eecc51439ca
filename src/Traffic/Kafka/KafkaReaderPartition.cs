using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// One partition of a reader: messages taken from librdkafka's queue and not yet returned, and the partition's position.
/// <para>
/// No wake-up is lost: librdkafka calls <see cref="Wake"/> whenever an empty queue gets an element, under the queue's lock. A waiter checks
/// the queue under the same lock, and waits for the latch only if the queue was empty. An element that arrived before the check is seen by
/// it. One that arrives later finds the queue empty, so the call is made, and the latch stays set until a waiter resets it.
/// </para>
/// </summary>
internal sealed unsafe class KafkaReaderPartition : IWake
{
    /// <summary>Most messages fetched in one call.</summary>
    public const int MaxMessages = 4_096;

    private const int LargestRunBytes = 64 << 20;
    private readonly Lock _gate = new();
    private readonly nint[] _messages = GC.AllocateArray<nint>(MaxMessages, pinned: true);
    private readonly WakeSignal _anyArrived;
    private readonly ConsumerHandle _consumer;
    private readonly KafkaReaderDetails? _details;
    private readonly Action<int, int> _onError;
    private readonly int _partition;
    private int _head;
    private int _count;
    private long _next;
    private Exception? _fault;
    private bool _failed;
    private bool _closed;

    /// <summary>A partition positioned at offset <paramref name="next"/>.</summary>
    /// <param name="consumer">The client.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="next">The offset of the next record.</param>
    /// <param name="details">How to read keys, times and headers; null = values only.</param>
    /// <param name="anyArrived">Set when something arrives on any partition.</param>
    /// <param name="onError">Called with (partition, error) whenever librdkafka reports an error; must not block.</param>
    public KafkaReaderPartition(
        ConsumerHandle consumer, int partition, long next, KafkaReaderDetails? details, WakeSignal anyArrived, Action<int, int> onError)
    {
        (_consumer, _partition, _next, _details, _anyArrived, _onError) = (consumer, partition, next, details, anyArrived, onError);
    }

    /// <summary>Set when something arrives here.</summary>
    public WakeSignal Arrived { get; } = new();

    /// <summary>The offset of the next record.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                // The queue may contain an end-of-partition event.
                if (_fault is null && !_closed) Fill();
                return _next;
            }
        }
    }

    /// <summary>The same, as far as the queue has been read.</summary>
    public long Next
    {
        get
        {
            lock (_gate) return _next;
        }
    }

    /// <inheritdoc/>
    public void Wake()
    {
        Arrived.Set();
        _anyArrived.Set();
    }

    /// <summary>Whether a record can be read now.</summary>
    public bool HasRecords()
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (Fill()) return true;
            if (_fault is not null) throw _fault;
            return false;
        }
    }

    /// <summary>The next records with contiguous offsets.</summary>
    public bool TryRead(int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            if (Fill())
            {
                batch = ReadRun(maxRecords);
                return true;
            }
            if (_fault is not null) throw _fault;
            batch = null;
            return false;
        }
    }

    /// <summary>Recoveries of this partition, one at a time.</summary>
    public PartitionRecovery Recovery { get; } = new();

    /// <summary>
    /// Makes every later read throw <paramref name="fault"/>: after the records that arrived before it are read, or
    /// <paramref name="atOnce"/>, since those may be wrong.
    /// </summary>
    public void Fail(Exception fault, bool atOnce = false)
    {
        lock (_gate)
        {
            _fault = atOnce ? fault : _fault ?? fault;
            _failed |= atOnce;
        }

        Wake();
    }

    /// <summary>Releases all fetched messages; the client may be closed afterwards. Wakes any waiter.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            for (; _head < _count; _head++) Librdkafka.MessageDestroy(Message(_head));
        }
        Wake();
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_failed) throw _fault!;
    }

    /// <summary>Advances to the next message that is a record; false when there is none now. Handles all other events on the way.</summary>
    private bool Fill()
    {
        while (true)
        {
            for (; _head < _count; _head++)
            {
                var message = Message(_head);
                if (message->Error == NativeError.None && message->Offset >= _next) return true;
                if (message->Error == NativeError.PartitionEnd) _next = Math.Max(_next, message->Offset);
                else if (message->Error != NativeError.None) _onError(_partition, message->Error);
                Librdkafka.MessageDestroy(message);
            }
            _head = 0;
            fixed (nint* messages = _messages) _count = Math.Max(0, _consumer.Consume(_partition, (NativeMessage**)messages, MaxMessages));
            if (_count == 0) return false;
        }
    }

    private RecordBatch ReadRun(int maxRecords)
    {
        var first = Message(_head)->Offset;
        var last = Math.Min(_count, _head + maxRecords);
        long bytes = 0;
        var end = _head;
        for (; end < last; end++)
        {
            var message = Message(end);
            if (message->Error != NativeError.None || message->Offset != first + (end - _head)) break;
            bytes += (long)message->Length + (_details is null ? 0 : (long)message->KeyLength);
            if (bytes > LargestRunBytes && end > _head) break;
        }
        var batch = new RecordBatch(_partition, first, (int)Math.Min(bytes, LargestRunBytes) + Skeleton.Tail, end - _head);
        for (; _head < end; _head++)
        {
            var message = Message(_head);
            if (_details is null) batch.Add(default, message->Value, message->Payload == null);
            else _details.Add(batch, message);
            Librdkafka.MessageDestroy(message);
        }
        _next = first + batch.Count;
        return batch;
    }

    private NativeMessage* Message(int index) => (NativeMessage*)_messages[index];
}

/// <summary>
/// Lets one recovery of a partition run at a time. An error after which fetching has stopped is not lost when it comes during another
/// recovery: the partition would never be read again.
/// </summary>
internal sealed class PartitionRecovery
{
    private readonly Lock _gate = new();
    private bool _running;
    private bool _again;

    /// <summary>Begins a recovery; false while another runs.</summary>
    /// <param name="stopped">Whether fetching has stopped on the error, so that it must be handled, if only later.</param>
    public bool TryBegin(bool stopped)
    {
        lock (_gate)
        {
            _again |= _running && stopped;
            if (_running) return false;
            return _running = true;
        }
    }

    /// <summary>Ends it; true when fetching has stopped meanwhile, which needs another recovery.</summary>
    public bool End()
    {
        lock (_gate)
        {
            var again = _again;
            _running = _again = false;
            return again;
        }
    }
}

/// <summary>Reads records with all details: key, append time, due time, and whether they belong to another run.</summary>
internal sealed unsafe class KafkaReaderDetails(string? runMark)
{
    private const int LogAppendTime = 2;
    private readonly byte[] _runMark = runMark is null ? [] : KafkaHeaders.EncodeRun(runMark);

    /// <summary>Copies a record to the end of <paramref name="batch"/>.</summary>
    public void Add(RecordBatch batch, NativeMessage* message)
    {
        int timeType;
        var appendTimeMs = Librdkafka.MessageTimestamp(message, &timeType);
        // A producer's time is not an append time, however near it may be.
        if (timeType != LogAppendTime) appendTimeMs = RecordBatch.UnknownTime;
        nint headers;
        var hasHeaders = Librdkafka.MessageHeaders(message, &headers) == NativeError.None;
        var due = hasHeaders ? Header(headers, KafkaHeaders.DueUtf8) : default;
        var run = hasHeaders && _runMark.Length > 0 ? Header(headers, KafkaHeaders.RunUtf8) : default;
        batch.Add(
            message->KeyBytes, message->Value, message->Payload == null, appendTimeMs, KafkaHeaders.DecodeDue(due),
            KafkaHeaders.IsForeign(_runMark, run));
    }

    /// <summary>The value of the last header of a name, a u8 literal, which has a zero byte after its end; empty without one.</summary>
    public static ReadOnlySpan<byte> Header(nint headers, ReadOnlySpan<byte> name)
    {
        byte* value;
        nuint size;
        fixed (byte* zeroTerminated = name)
            return Librdkafka.HeaderGetLast(headers, zeroTerminated, &value, &size) == NativeError.None ? new(value, (int)size) : default;
    }
}
