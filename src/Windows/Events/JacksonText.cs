using System.Buffers.Text;
using System.Globalization;

namespace CtrBench.Windows.Events;

/// <summary>
/// The text of a non-string value in a text field: what Jackson writes for it. Numbers are reformatted (<c>1.50</c> is <c>1.5</c>,
/// <c>-0</c> is <c>0</c>), objects and arrays are written without blanks. Spark copies the tokens, Flink reads a tree first, in which a
/// field of an object has its last value, at its first place.
/// </summary>
internal static class JacksonText
{
    /// <summary>Appends the current value as Spark does and moves to its end; false where Jackson throws.</summary>
    public static bool TryCopy(JacksonParser parser, ByteText? target)
    {
        if (parser.Token is TokenKind.EndObject or TokenKind.EndArray) return false;
        var (depth, first) = (0, true);
        while (true)
        {
            var isEnd = parser.Token is TokenKind.EndObject or TokenKind.EndArray;
            if (!first && !isEnd) target?.Append((byte)',');
            first = parser.Token is TokenKind.Name or TokenKind.StartObject or TokenKind.StartArray;
            if (parser.Token is TokenKind.StartObject or TokenKind.StartArray) depth++;
            if (isEnd) depth--;
            if (!TryWrite(parser, surrogates: true, target)) return false;
            if (depth == 0) return true;
            if (!parser.Next()) return false;
        }
    }

    /// <summary>Appends the current object or array as Flink does and moves to its end; false where Jackson throws.</summary>
    public static bool TryReadTree(JacksonParser parser, ByteText? target)
    {
        if (target is null) return TryCopy(parser, null);
        var open = new Stack<JsonTree>();
        JsonTree? root = null;
        var name = "";
        while (true)
        {
            switch (parser.Token)
            {
                case TokenKind.Name:
                    name = new string(parser.Name.Chars);
                    break;
                case TokenKind.StartObject or TokenKind.StartArray:
                    var container = new JsonTree(parser.Token == TokenKind.StartObject);
                    if (open.TryPeek(out var outer)) outer.Add(name, container);
                    root ??= container;
                    open.Push(container);
                    break;
                case TokenKind.EndObject or TokenKind.EndArray:
                    open.Pop();
                    break;
                default:
                    var scalar = new ByteText();
                    if (!TryWrite(parser, surrogates: false, scalar)) return false;
                    open.Peek().Add(name, new JsonTree(scalar));
                    break;
            }
            if (open.Count == 0) break;
            if (!parser.Next()) return false;
        }
        root!.Write(target);
        return true;
    }

    private static bool TryWrite(JacksonParser parser, bool surrogates, ByteText? target)
    {
        if (parser.Token == TokenKind.None || !parser.TryText(out var text)) return false;
        if (target is null) return true;
        switch (parser.Token)
        {
            case TokenKind.Name or TokenKind.Text:
                WriteText(text, surrogates, target);
                if (parser.Token == TokenKind.Name) target.Append((byte)':');
                break;
            case TokenKind.Fraction:
                WriteDouble(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), target);
                break;
            case TokenKind.NonNumber:
                target.Append(text[0] switch
                {
                    'N' => "\"NaN\""u8,
                    '-' => "\"-Infinity\""u8,
                    _ => "\"Infinity\""u8,
                });
                break;
            default:
                JavaDecoding.AppendUtf8(text is "-0" ? "0" : text, target);
                break;
        }
        return true;
    }

    /// <summary>Appends a string with its quotes.</summary>
    internal static void WriteText(ReadOnlySpan<char> text, bool surrogates, ByteText target)
    {
        target.Append((byte)'"');
        JsonEscapes.Escape(text, surrogates, target);
        target.Append((byte)'"');
    }

    /// <summary>Java's <c>Double.toString</c>: the shortest digits, with an exponent outside 0.001 .. 10,000,000.</summary>
    private static void WriteDouble(double value, ByteText target)
    {
        if (double.IsInfinity(value))
        {
            target.Append(value < 0 ? "\"-Infinity\""u8 : "\"Infinity\""u8);
            return;
        }
        Span<byte> digits = stackalloc byte[32];
        var (count, exponent) = ShortestDigits(value, digits);
        if (double.IsNegative(value)) target.Append((byte)'-');
        if (exponent is >= -3 and < 7) WriteDigits(digits[..count], exponent, target);
        else
        {
            WriteDigits(digits[..count], 0, target);
            target.Append((byte)'E');
            exponent.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            target.Append(digits[..length]);
        }
    }

    /// <summary>The digits without point, sign or zeros around them (zero is one 0), and the power of ten of the first.</summary>
    private static (int Count, int Exponent) ShortestDigits(double value, Span<byte> digits)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        var (count, point, exponent, started) = (0, -1, 0, false);
        for (var i = 0; i < length; i++)
        {
            var c = text[i];
            if (c == (byte)'E')
            {
                Utf8Parser.TryParse(text[(i + (text[i + 1] == (byte)'+' ? 2 : 1))..length], out exponent, out _);
                break;
            }
            if (c == (byte)'.') point = count;
            else if (started || c is > (byte)'0' and <= (byte)'9') (started, digits[count++]) = (true, c);
            else if (c == (byte)'0' && point >= 0) exponent--;
        }
        if (count == 0) (count, digits[0]) = (1, (byte)'0');
        exponent += value == 0 ? -exponent : (point < 0 ? count : point) - 1;
        while (count > 1 && digits[count - 1] == (byte)'0') count--;
        return (count, exponent);
    }

    private static void WriteDigits(ReadOnlySpan<byte> digits, int exponent, ByteText target)
    {
        if (exponent < 0) target.Append("0.00"u8[..(1 - exponent)]);
        for (var i = 0; i < Math.Max(digits.Length, exponent + 2); i++)
        {
            if (i == exponent + 1 && exponent >= 0) target.Append((byte)'.');
            target.Append(i < digits.Length ? digits[i] : (byte)'0');
        }
    }
}
