using System.Buffers.Text;
using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>Decodes and encodes the escapes of JSON strings.</summary>
internal static class JsonEscapes
{
    /// <summary>
    /// Writes the unescaped UTF-8 text of <paramref name="raw"/>, whose escapes must be valid. The text is never longer than
    /// <paramref name="raw"/>. A surrogate without its partner becomes <c>?</c>, as in Java. Returns the length.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var length = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            var run = plain < 0 ? raw : raw[..plain];
            run.CopyTo(text[length..]);
            length += run.Length;
            if (plain < 0) return length;
            var letter = raw[plain + 1];
            raw = raw[(plain + 2)..];
            if (letter != (byte)'u') text[length++] = Meaning(letter);
            else length += WriteRune(ref raw, text[length..]);
        }
    }

    /// <summary>
    /// Appends <paramref name="text"/> with Jackson's escapes: of quote, backslash and control characters, and when it writes bytes of
    /// surrogates too.
    /// </summary>
    public static void Escape(ReadOnlySpan<char> text, bool surrogates, ByteText target)
    {
        while (!text.IsEmpty)
        {
            var plain = 0;
            while (plain < text.Length && !IsEscaped(text[plain], surrogates)) plain++;
            JavaDecoding.AppendUtf8(text[..plain], target);
            if (plain == text.Length) return;
            EscapeOne(text[plain], target);
            text = text[(plain + 1)..];
        }
    }

    private static bool IsEscaped(char c, bool surrogates) => c is < ' ' or '"' or '\\' || (surrogates && char.IsSurrogate(c));

    private static void EscapeOne(char c, ByteText target)
    {
        target.Append((byte)'\\');
        var letter = c switch
        {
            '"' or '\\' => (byte)c,
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => (byte)'u',
        };
        target.Append(letter);
        if (letter != (byte)'u') return;
        for (var shift = 12; shift >= 0; shift -= 4) target.Append("0123456789ABCDEF"u8[c >> shift & 15]);
    }

    private static byte Meaning(byte letter) => letter switch
    {
        (byte)'b' => 8,
        (byte)'t' => 9,
        (byte)'n' => 10,
        (byte)'f' => 12,
        (byte)'r' => 13,
        _ => letter,
    };

    private static int WriteRune(ref ReadOnlySpan<byte> afterU, Span<byte> text)
    {
        var first = ReadUnit(ref afterU);
        if (Rune.TryCreate(first, out var rune)) return rune.EncodeToUtf8(text);
        if (char.IsHighSurrogate(first) && afterU.StartsWith("\\u"u8))
        {
            var rest = afterU[2..];
            if (Rune.TryCreate(first, ReadUnit(ref rest), out rune))
            {
                afterU = rest;
                return rune.EncodeToUtf8(text);
            }
        }
        text[0] = (byte)'?';
        return 1;
    }

    private static char ReadUnit(ref ReadOnlySpan<byte> digits)
    {
        Utf8Parser.TryParse(digits[..4], out ushort unit, out _, 'x');
        digits = digits[4..];
        return (char)unit;
    }
}
