using System.Globalization;

namespace CtrBench.Traffic.Traces;

/// <summary>Times of traces in any of the usual forms, as epoch microseconds.</summary>
internal static class TraceTime
{
    private const long LastUs = 253_402_300_799_999_999;

    /// <summary>
    /// The time in a text: with a unit (<c>s</c>, <c>ms</c>, <c>us</c>, <c>ns</c>) or a date pattern, or else by its form: whole numbers by
    /// their size, dates in ISO 8601, UTC unless they say otherwise. Null when it is none.
    /// </summary>
    public static long? Parse(string text, string? format)
    {
        text = text.Trim();
        var us = format switch
        {
            "s" or "ms" or "us" or "ns" => Number(text, UnitUs(format)),
            null => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? Number(text, GuessUs(number))
                : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                    ? Us(date)
                    : null,
            _ => DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)
                ? Us(exact)
                : null,
        };
        return us is >= 0 and <= LastUs ? us : null;
    }

    /// <summary>Whether a text looks like a time: a date, or a number of the size of epoch seconds and finer.</summary>
    public static bool LooksLikeOne(string text) => text.Length >= 8
        && (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number is >= 500_000_000 and <= 4_000_000_000 or >= 500_000_000_000
            : text.Contains('-', StringComparison.Ordinal) && Parse(text, null) is not null);

    private static long? Number(string text, decimal unitUs) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e19m
        && Math.Abs(number * unitUs) < long.MaxValue ? (long)(number * unitUs) : null;

    private static decimal GuessUs(decimal number) => UnitUs(number switch { < 1e10m => "s", < 1e13m => "ms", < 1e16m => "us", _ => "ns" });

    private static decimal UnitUs(string unit) => unit switch { "s" => 1_000_000, "ms" => 1_000, "us" => 1, _ => 0.001m };

    private static long Us(DateTimeOffset date) => (date.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
}
