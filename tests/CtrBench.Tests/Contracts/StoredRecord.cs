using System.Text;

namespace CtrBench.Tests.Contracts;

/// <summary>One record as a reader gave it, copied out of its batch; a null value is a tombstone.</summary>
public sealed record StoredRecord(int Partition, long Offset, string Key, string? Value, long AppendTimeMs, long DueNs)
{
    /// <summary>Bytes as text, one character a byte, so that records compare by value and print.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The bytes that <see cref="Text"/> stands for.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
