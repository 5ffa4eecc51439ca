using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

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

    /// <summary>The exact value of an integer token; false when it does not fit 64 bits.</summary>
    public static bool TryExact(ReadOnlySpan<char> digits, out long value)
        => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>As for bytes.</summary>
    public static bool TryTruncated(ReadOnlySpan<char> number, out long value)
    {
        Span<byte> ascii = stackalloc byte[TokenReader.MaxDigits + 8]; // digits, a sign, a point, an exponent's letter and sign
        value = 0;
        return number.Length <= ascii.Length && Ascii.FromUtf16(number, ascii, out var length) == OperationStatus.Done
            && TryTruncated(ascii[..length], out value);
    }

    /// <summary>Java's <c>Long.parseLong(text.trim())</c>, which reads the decimal digits of every script.</summary>
    public static bool TryJavaText(ReadOnlySpan<char> text, out long value)
    {
        while (!text.IsEmpty && text[0] <= ' ') text = text[1..];
        while (!text.IsEmpty && text[^1] <= ' ') text = text[..^1];
        value = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        if (negative || (!text.IsEmpty && text[0] == '+')) text = text[1..];
        if (text.IsEmpty) return false;
        Int128 sum = 0;
        foreach (var c in text)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit < 0 || !char.IsDigit(c)) return false;
            sum = sum * 10 + digit;
            if (sum > (Int128)long.MaxValue + 1) return false;
        }
        if (negative) sum = -sum;
        value = (long)sum;
        return sum <= long.MaxValue;
    }
}
