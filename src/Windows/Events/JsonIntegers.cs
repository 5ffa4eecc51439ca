using System.Buffers.Text;
using System.Globalization;

namespace CtrBench.Windows.Events;

/// <summary>Converts a token in a field of 64-bit integers.</summary>
internal static class JsonIntegers
{
    /// <summary>The exact value of an integer token; false when it does not fit 64 bits.</summary>
    public static bool TryExact(ReadOnlySpan<byte> digits, out long value)
        => Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length;

    /// <summary>
    /// Jackson's <c>getLongValue</c> on a number with fraction or exponent: read as a double and truncated; false outside 64 bits.
    /// </summary>
    public static bool TryTruncated(ReadOnlySpan<byte> number, out long value)
    {
        var sound = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && real is >= long.MinValue and <= (double)long.MaxValue;
        value = !sound ? 0 : real >= (double)long.MaxValue ? long.MaxValue : (long)real;
        return sound;
    }

    /// <summary>Java's <c>Long.parseLong(text.trim())</c> for ASCII digits: blanks and control characters around it, and a sign.</summary>
    public static bool TryJavaText(ReadOnlySpan<byte> text, out long value)
    {
        while (!text.IsEmpty && text[0] <= ' ') text = text[1..];
        while (!text.IsEmpty && text[^1] <= ' ') text = text[..^1];
        var unsigned = !text.IsEmpty && text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        value = 0;
        return !unsigned.IsEmpty && char.IsAsciiDigit((char)unsigned[0]) && TryExact(text, out value);
    }
}
