using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Rates as users write them: <c>5000/s</c>, <c>300k/s</c>, <c>1.5M/s</c>, <c>60/min</c>, <c>10/h</c>. In events per second.
/// </summary>
internal static class RateText
{
    /// <summary>The highest rate that is taken, events/s: one event a nanosecond, the grain of the schedule.</summary>
    public const double MaxPerSecond = 1e9;

    /// <summary>The lowest rate that is taken, events/s: one event a day.</summary>
    public const double MinPerSecond = 1.0 / 86_400;

    private const NumberStyles Digits = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const string Example = "5000/s, 300k/s, 60/min";

    /// <summary>Reads a rate, events/s.</summary>
    /// <exception cref="UsageException">The text is not a rate.</exception>
    public static double Parse(string option, string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith("-")) throw Refuse("a rate cannot be negative");
        var slash = trimmed.IndexOf('/');
        var amount = slash < 0 ? trimmed : trimmed[..slash];
        var scale = amount.EndsWith("k") ? 1e3 : amount.EndsWith("M") ? 1e6 : 1;
        if (scale > 1) amount = amount[..^1];
        if (!double.TryParse(amount, Digits, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw Refuse($"not a rate: write {Example}");
        if (slash < 0) throw Refuse($"a rate needs a unit: {Example}");
        var perSecond = number * scale / SecondsOf(trimmed[(slash + 1)..], Refuse);
        if (perSecond == 0) throw Refuse("must be more than zero");
        if (perSecond > MaxPerSecond) throw Refuse("more than 1000000000/s: events would be less than a nanosecond apart");
        if (perSecond < MinPerSecond) throw Refuse("less than one event a day");
        return perSecond;

        UsageException Refuse(string reason) => new(option, text, reason);
    }

    /// <summary>Prints a rate that <see cref="Parse"/> reads back as the same: <c>5000/s</c>.</summary>
    public static string Format(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:R}/s");

    private static double SecondsOf(ReadOnlySpan<char> unit, Func<string, UsageException> refuse) => unit switch
    {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => throw refuse($"'/{unit}' is not a unit of a rate: /s, /min, /h or /d"),
    };
}
