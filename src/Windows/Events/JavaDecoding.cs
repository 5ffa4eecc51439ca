using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>
/// Bytes to characters as Java's decoders do it, which put one U+FFFD for a malformed sequence. .NET agrees on most sequences, but not on
/// encoded surrogates, on sequences cut short at the end and on unpaired surrogates of UTF-16.
/// </summary>
internal static class JavaDecoding
{
    private const char Replacement = '\uFFFD';

    /// <summary>Decodes UTF-8 as an InputStreamReader does.</summary>
    public static void Utf8(ReadOnlySpan<byte> bytes, CharText text)
    {
        text.Clear();
        while (!bytes.IsEmpty)
        {
            if (bytes[0] < 0x80)
            {
                text.Append((char)bytes[0]);
                bytes = bytes[1..];
                continue;
            }
            var (length, scalar) = Sequence(bytes);
            if (scalar < 0) text.Append(Replacement);
            else if (scalar < 0x10000) text.Append((char)scalar);
            else text.AppendPair(scalar - 0x10000);
            bytes = bytes[length..];
        }
    }

    /// <summary>Decodes UTF-16 of either byte order.</summary>
    public static void Utf16(ReadOnlySpan<byte> bytes, bool bigEndian, CharText text)
    {
        text.Clear();
        while (bytes.Length >= 2)
        {
            var unit = Unit(bytes, bigEndian);
            bytes = bytes[2..];
            // In Java a high surrogate takes the unit after it along, whatever that is.
            if (char.IsHighSurrogate(unit))
            {
                if (bytes.Length < 2) break;
                var next = Unit(bytes, bigEndian);
                bytes = bytes[2..];
                if (char.IsLowSurrogate(next))
                {
                    text.Append(unit);
                    text.Append(next);
                }
                else text.Append(Replacement);
            }
            else text.Append(char.IsLowSurrogate(unit) || unit == '\uFFFE' ? Replacement : unit);
        }
        // A byte or a surrogate left over at the end is one character more; no record is complete with it.
    }

    /// <summary>Decodes UTF-32 of either byte order as Jackson's own reader does; false: it rejects a character.</summary>
    public static bool Utf32(ReadOnlySpan<byte> bytes, bool bigEndian, CharText text)
    {
        text.Clear();
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            var (high, low) = bigEndian ? (Unit(bytes, true), Unit(bytes[2..], true)) : (Unit(bytes[2..], false), Unit(bytes, false));
            if (high > 0x10) return false;
            if (high == 0) text.Append(low);
            else text.AppendPair(high - 1 << 16 | low);
        }
        return true;
    }

    /// <summary>The UTF-8 text of <paramref name="chars"/> as Java encodes it: a surrogate without its partner becomes <c>?</c>.</summary>
    public static void AppendUtf8(ReadOnlySpan<char> chars, ByteText target)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!chars.IsEmpty)
        {
            if (chars[0] < 0x80) target.Append((byte)chars[0]);
            else if (Rune.DecodeFromUtf16(chars, out var rune, out _) == System.Buffers.OperationStatus.Done)
            {
                target.Append(utf8[..rune.EncodeToUtf8(utf8)]);
                if (rune.Utf16SequenceLength == 2) chars = chars[1..];
            }
            else target.Append((byte)'?');
            chars = chars[1..];
        }
    }

    private static char Unit(ReadOnlySpan<byte> bytes, bool bigEndian)
        => (char)(bigEndian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0]);

    /// <summary>The length of the sequence at the start, and its character; -1: it is malformed.</summary>
    private static (int Length, int Scalar) Sequence(ReadOnlySpan<byte> bytes)
    {
        var status = Rune.DecodeFromUtf8(bytes, out var rune, out var used);
        if (status == System.Buffers.OperationStatus.Done) return (used, rune.Value);
        // An encoded surrogate is one malformed sequence of three bytes, or of what is left of them.
        if (bytes[0] == 0xED && bytes.Length > 1 && (bytes[1] & 0xC0) == 0x80 && (bytes.Length == 2 || (bytes[2] & 0xC0) == 0x80))
            return (Math.Min(3, bytes.Length), -1);
        if (bytes[0] == 0xED && bytes.Length > 2 && (bytes[1] & 0xC0) == 0x80) return (2, -1);
        return (used, -1);
    }
}
