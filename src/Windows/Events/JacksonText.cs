using System.Buffers.Text;
using System.Globalization;

namespace CtrBench.Windows.Events;

/// <summary>
/// The text of a non-string value in a text field: what Jackson writes for it. Numbers are reformatted (<c>1.50</c> is <c>1.5</c>,
/// <c>-0</c> is <c>0</c>), objects and arrays are written without blanks. Two details are not reproduced inside objects and arrays: Spark
/// writes surrogate pairs as escapes, and Flink keeps only the last of two fields with one name.
/// </summary>
internal static class JacksonText
{
    /// <summary>Appends the current value and moves to its end.</summary>
    public static void Write(ref TokenReader reader, ByteText target)
    {
        var depth = 0;
        var first = true;
        while (true)
        {
            var isEnd = reader.Kind is TokenKind.EndObject or TokenKind.EndArray;
            if (!first && !isEnd) target.Append((byte)',');
            first = false;
            switch (reader.Kind)
            {
                case TokenKind.Name:
                    WriteText(ref reader, target);
                    target.Append((byte)':');
                    first = true;
                    break;
                case TokenKind.StartObject or TokenKind.StartArray:
                    target.Append(reader.Raw);
                    depth++;
                    first = true;
                    break;
                case TokenKind.EndObject or TokenKind.EndArray:
                    target.Append(reader.Raw);
                    depth--;
                    break;
                case TokenKind.Broken or TokenKind.None:
                    return;
                default:
                    WriteScalar(ref reader, target);
                    break;
            }
            if (depth == 0) return;
            reader.Read();
        }
    }

    private static void WriteScalar(ref TokenReader reader, ByteText target)
    {
        switch (reader.Kind)
        {
            case TokenKind.Text:
                if (reader.FinishText()) WriteText(ref reader, target);
                break;
            case TokenKind.Integer:
                target.Append(reader.Raw.SequenceEqual("-0"u8) ? "0"u8 : reader.Raw);
                break;
            case TokenKind.Fraction:
                double.TryParse(reader.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
                WriteDouble(real, target);
                break;
            case TokenKind.NonNumber:
                target.Append(reader.Raw[0] switch
                {
                    (byte)'N' => "\"NaN\""u8,
                    (byte)'-' => "\"-Infinity\""u8,
                    _ => "\"Infinity\""u8,
                });
                break;
            default:
                target.Append(reader.Raw);
                break;
        }
    }

    private static void WriteText(ref TokenReader reader, ByteText target)
    {
        target.Append((byte)'"');
        if (reader.Escaped)
        {
            var text = new byte[reader.Raw.Length];
            JsonEscapes.Escape(text.AsSpan(0, JsonEscapes.Unescape(reader.Raw, text)), target);
        }
        else JsonEscapes.Escape(reader.Raw, target);
        target.Append((byte)'"');
    }

    /// <summary>Java's <c>Double.toString</c>: the shortest digits, with an exponent outside 0.001 .. 10,000,000.</summary>
    internal static void WriteDouble(double value, ByteText target)
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
