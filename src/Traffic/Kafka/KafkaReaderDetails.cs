using CtrBench.Traffic.Kafka.Native;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>Reads records with all details: key, append time, due time, and whether they belong to another run.</summary>
internal sealed unsafe class KafkaReaderDetails(string? runMark)
{
    private readonly byte[] _runMark = runMark is null ? [] : KafkaHeaders.EncodeRun(runMark);

    /// <summary>Copies a record to the end of <paramref name="batch"/>.</summary>
    public void Add(RecordBatch batch, NativeMessage* message)
    {
        int timeType;
        var appendTimeMs = Math.Max(0, Librdkafka.MessageTimestamp(message, &timeType));
        nint headers;
        var hasHeaders = Librdkafka.MessageHeaders(message, &headers) == NativeError.None;
        var due = hasHeaders ? Header(headers, KafkaHeaders.DueUtf8) : default;
        var run = hasHeaders && _runMark.Length > 0 ? Header(headers, KafkaHeaders.RunUtf8) : default;
        batch.Add(
            message->KeyBytes, message->Value, message->Payload == null, appendTimeMs, KafkaHeaders.DecodeDue(due),
            KafkaHeaders.IsForeign(_runMark, run));
    }

    // A u8 literal has a zero byte after its end.
    private static ReadOnlySpan<byte> Header(nint headers, ReadOnlySpan<byte> name)
    {
        byte* value;
        nuint size;
        fixed (byte* zeroTerminated = name)
            return Librdkafka.HeaderGetLast(headers, zeroTerminated, &value, &size) == NativeError.None ? new(value, (int)size) : default;
    }
}
