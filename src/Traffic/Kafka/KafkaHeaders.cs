using System.Buffers.Binary;
using System.Text;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Record headers of this program. <c>ctrbench-run</c>: the run mark as UTF-8 text. <c>ctrbench-due</c>: the intended send time, epoch ns,
/// 8 bytes big-endian; only where it is known.
/// </summary>
internal static class KafkaHeaders
{
    /// <summary>
    /// Name of the header with the run mark. Its presence shows that a record, and so its topic, was written by ctrbench.
    /// </summary>
    public const string Run = "ctrbench-run";

    /// <summary>Name of the header with the intended send time.</summary>
    public const string Due = "ctrbench-due";

    /// <summary>Bytes of an encoded intended send time.</summary>
    public const int DueLength = sizeof(long);

    /// <summary><see cref="Run"/> as it is on the wire.</summary>
    public static ReadOnlySpan<byte> RunUtf8 => "ctrbench-run"u8;

    /// <summary><see cref="Due"/> as it is on the wire.</summary>
    public static ReadOnlySpan<byte> DueUtf8 => "ctrbench-due"u8;

    /// <summary>The value of a <see cref="Run"/> header.</summary>
    public static byte[] EncodeRun(string runMark) => Encoding.UTF8.GetBytes(runMark);

    /// <summary>The run mark of a <see cref="Run"/> header; invalid UTF-8 becomes replacement characters.</summary>
    public static string DecodeRun(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    /// <summary>Writes an intended send time, epoch ns, into the first <see cref="DueLength"/> bytes.</summary>
    public static void EncodeDue(long dueNs, Span<byte> value) => BinaryPrimitives.WriteInt64BigEndian(value, dueNs);

    /// <summary>The intended send time, epoch ns; 0 = unknown, also when the value has another format.</summary>
    public static long DecodeDue(ReadOnlySpan<byte> value) => value.Length == DueLength ? BinaryPrimitives.ReadInt64BigEndian(value) : 0;

    /// <summary>
    /// Whether a record is not of the run <paramref name="runMark"/> (encoded; empty = nothing is compared). <paramref name="header"/>: the
    /// value of its <see cref="Run"/> header, empty when it has none.
    /// </summary>
    public static bool IsForeign(ReadOnlySpan<byte> runMark, ReadOnlySpan<byte> header) =>
        runMark.Length > 0 && !header.SequenceEqual(runMark);
}
