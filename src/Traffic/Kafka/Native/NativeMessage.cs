using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>librdkafka's <c>rd_kafka_message_t</c> on a 64-bit machine; padding as C aligns it. Read only, and never copied.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeMessage
{
    /// <summary>0 for a record; else the message's error (<see cref="NativeError"/>).</summary>
    public readonly int Error;

    /// <summary>Its topic.</summary>
    public readonly nint Topic;

    /// <summary>Its partition.</summary>
    public readonly int Partition;

    /// <summary>The value of a record, null for a tombstone; the text of an error.</summary>
    public readonly byte* Payload;

    /// <summary>Bytes of <see cref="Payload"/>.</summary>
    public readonly nuint Length;

    /// <summary>The key of a record, or null.</summary>
    public readonly byte* Key;

    /// <summary>Bytes of <see cref="Key"/>.</summary>
    public readonly nuint KeyLength;

    /// <summary>The offset of a record; for the end of a partition the next offset.</summary>
    public readonly long Offset;

    private readonly nint _owner;

    /// <summary>The value; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value => new(Payload, checked((int)Length));

    /// <summary>The key; empty where there is none.</summary>
    public ReadOnlySpan<byte> KeyBytes => new(Key, checked((int)KeyLength));
}
