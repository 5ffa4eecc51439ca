using System.Buffers;
using System.Globalization;
using System.Text;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Durations as users write them: <c>500ms</c>, <c>20s</c>, <c>10m</c>, <c>24h</c>, <c>7d</c>, <c>1h30m</c>, <c>1.5s</c>. Whole
/// milliseconds, never negative.
/// </summary>
internal static class DurationText
{
    /// <summary>The longest duration that is taken, ms: 36,500 days. Sums of a few of them stay far inside int64.</summary>
    public const long MaxMs = 36_500L * 86_400_000;

    /// <summary>The longest delay of the disorder and click models, ms: 11 days, what the models take.</summary>
    public const long MaxModelDelayMs = 11 * 86_400_000;

    private const string Example = "20s, 500ms, 10m";
    private const string NoDuration = $"not a duration: write {Example} or 1h30m";

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly (string Unit, long Ms)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration, ms.</summary>
    /// <param name="option">The option it belongs to, for the error.</param>
    /// <param name="text">The text.</param>
    /// <param name="zeroAllowed">Whether 0 means something here.</param>
    /// <exception cref="UsageException">The text is not a duration.</exception>
    public static long Parse(string option, string text, bool zeroAllowed = false)
    {
        var rest = text.AsSpan().Trim();
        if (rest.StartsWith("-")) throw Refuse("a duration cannot be negative");
        if (rest.IsEmpty) throw Refuse($"a duration is missing: {Example}");
        decimal totalMs = 0;
        var smallest = long.MaxValue;
        while (!rest.IsEmpty)
        {
            var (number, digits) = TakeNumber(rest);
            if (digits == 0) throw Refuse(NoDuration);
            rest = rest[digits..];
            var letters = rest.IndexOfAnyExcept(Letters) is var end && end < 0 ? rest.Length : end;
            if (letters == 0) throw Refuse(rest.IsEmpty ? $"a duration needs a unit: {Example}" : NoDuration);
            var unitMs = UnitMs(rest[..letters]);
            if (unitMs == 0) throw Refuse($"'{rest[..letters]}' is not a unit of time: ms, s, m, h or d");
            if (unitMs >= smallest) throw Refuse("units go from large to small, each once: 1h30m");
            if (number is not { } value || (totalMs += value * unitMs) > MaxMs) throw Refuse("longer than 36500 days");
            smallest = unitMs;
            rest = rest[letters..];
        }

        if (totalMs != decimal.Truncate(totalMs)) throw Refuse("finer than a millisecond");
        if (totalMs == 0 && !zeroAllowed) throw Refuse("must be more than zero");
        return (long)totalMs;

        UsageException Refuse(string reason) => new(option, text, reason);
    }

    /// <summary>Reads a delay of the disorder or click model, ms.</summary>
    /// <exception cref="UsageException">The text is not a duration, or is longer than 11 days.</exception>
    public static long ParseModelDelay(string option, string text, bool zeroAllowed = false)
    {
        var ms = Parse(option, text, zeroAllowed);
        return ms <= MaxModelDelayMs ? ms : throw new UsageException(option, text, "delays of events are at most 11d");
    }

    /// <summary>Prints a duration that <see cref="Parse"/> reads back as the same: <c>1m30s</c>. Zero is <c>0s</c>.</summary>
    public static string Format(long ms)
    {
        if (ms == 0) return "0s";
        var text = new StringBuilder();
        foreach (var (unit, unitMs) in Units)
        {
            if (ms / unitMs == 0) continue;
            text.Append(CultureInfo.InvariantCulture, $"{ms / unitMs}{unit}");
            ms %= unitMs;
        }

        return text.ToString();
    }

    private static long UnitMs(ReadOnlySpan<char> unit)
    {
        if (unit is "min") return 60_000;
        foreach (var (name, ms) in Units)
            if (unit.SequenceEqual(name)) return ms;
        return 0;
    }

    /// <summary>The number at the start and its length in characters; no number when it is too large for one.</summary>
    private static (decimal? Number, int Length) TakeNumber(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept("0123456789.") is var end && end < 0 ? text.Length : end;
        var digits = text[..length];
        if (length == 0 || digits[0] == '.' || digits[^1] == '.' || digits.Count('.') > 1) return (null, 0);
        var fits = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return (fits && number <= MaxMs ? number : null, length);
    }
}
