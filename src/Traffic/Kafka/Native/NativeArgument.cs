using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>
/// librdkafka's <c>rd_kafka_vu_t</c> on a 64-bit machine: one part of a record to be sent. <see cref="Kind"/> tells which fields are valid.
/// It only points at bytes; the sender keeps them pinned.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativeArgument
{
    private const int TopicKind = 2, PartitionKind = 3, ValueKind = 4, KeyKind = 5, FlagsKind = 7, HeaderKind = 9;

    /// <summary>Its type: <c>RD_KAFKA_VTYPE_..</c>.</summary>
    [FieldOffset(0)]
    public int Kind;

    /// <summary>A partition or flags.</summary>
    [FieldOffset(8)]
    public int Number;

    /// <summary>A topic.</summary>
    [FieldOffset(8)]
    public nint Handle;

    /// <summary>The bytes of a key or value, null = none at all.</summary>
    [FieldOffset(8)]
    public byte* Bytes;

    /// <summary>How many <see cref="Bytes"/>.</summary>
    [FieldOffset(16)]
    public nuint Length;

    /// <summary>The name of a header, zero-terminated.</summary>
    [FieldOffset(8)]
    public byte* HeaderName;

    /// <summary>The value of a header.</summary>
    [FieldOffset(16)]
    public byte* HeaderValue;

    /// <summary>Bytes of <see cref="HeaderValue"/>.</summary>
    [FieldOffset(24)]
    public nint HeaderLength;

    /// <summary>The topic.</summary>
    public static NativeArgument Topic(nint topic) => new() { Kind = TopicKind, Handle = topic };

    /// <summary>The partition.</summary>
    public static NativeArgument Partition(int partition) => new() { Kind = PartitionKind, Number = partition };

    /// <summary>The value.</summary>
    public static NativeArgument Value(byte* bytes, int length) => new() { Kind = ValueKind, Bytes = bytes, Length = (nuint)length };

    /// <summary>The key.</summary>
    public static NativeArgument Key(byte* bytes, int length) => new() { Kind = KeyKind, Bytes = bytes, Length = (nuint)length };

    /// <summary>How to send: <c>RD_KAFKA_MSG_F_..</c>.</summary>
    public static NativeArgument Flags(int flags) => new() { Kind = FlagsKind, Number = flags };

    /// <summary>One header.</summary>
    public static NativeArgument Header(byte* name, byte* value, int length) =>
        new() { Kind = HeaderKind, HeaderName = name, HeaderValue = value, HeaderLength = length };
}
