using System.Globalization;
using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>Figures of sentences as text: suitable digits, the same everywhere.</summary>
internal static class AnswerText
{
    private const double FromSeconds = 999.5;

    /// <summary>A duration: 1.66 s, 168 ms, 0.31 ms.</summary>
    public static string Duration(double ms) => Values([ms]);

    /// <summary>From the smallest to the largest, with one unit: 1.58 .. 1.74 s; one value where both look alike.</summary>
    public static string Range(double lowMs, double highMs) => Values([lowMs, highMs]);

    /// <summary>A range, each end from the smaller of the two on.</summary>
    public static string Range(IEnumerable<double> ms)
    {
        double[] all = [.. ms];
        return Range(all.Min(), all.Max());
    }

    /// <summary>An interval in parentheses: (95 %: 1.58 .. 1.74 s).</summary>
    public static string Interval(Interval interval) => $"(95 %: {Range(interval.Low, interval.High)})";

    /// <summary>How windows slide, after their size; empty for tumbling windows.</summary>
    public static string Sliding(CtrQuery query) => query.SlideMs is { } slideMs ? $" sliding by {Setting(slideMs)}" : "";

    /// <summary>A count: 86,400,000.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share as percent, rounded so that neither nothing nor all is said where it is not so.</summary>
    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        1 => "100 %",
        < 0.000_001 => "less than 0.0001 %",
        > 0.999_999 => "more than 99.9999 %",
        _ => (share * 100).ToString(share is > 0.99 or < 0.01 ? "0.####" : "0.##", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A setting: 20 s, 200 ms, 10 min.</summary>
    public static string Setting(long ms) => ms switch
    {
        >= 3_600_000 when ms % 3_600_000 == 0 => Count(ms / 3_600_000) + " h",
        >= 60_000 when ms % 60_000 == 0 => Count(ms / 60_000) + " min",
        0 => "0 s",
        >= 1_000 => (ms / 1_000.0).ToString("#,0.###", CultureInfo.InvariantCulture) + " s",
        _ => Count(ms) + " ms",
    };

    /// <summary>A, B and C.</summary>
    public static string List(IEnumerable<string> words)
    {
        string[] all = [.. words];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>A sentence begins with a capital.</summary>
    public static string Begin(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Values(double[] ms)
    {
        double largest = ms.Max(Math.Abs);
        var (divisor, unit) = largest >= FromSeconds ? (1_000.0, "s") : (1.0, "ms");
        string format = unit == "s" ? "#,0.00" : largest switch { >= 99.95 => "0", >= 9.995 => "0.0", _ => "0.00" };
        string[] texts = [.. ms.Select(value => Text(value / divisor, format)).Distinct(StringComparer.Ordinal)];
        return $"{string.Join(" .. ", texts)} {unit}";
    }

    // No -0.00, and a value that is not 0 is not shown as it.
    private static string Text(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        if (!text.Any(c => c is >= '1' and <= '9'))
            text = value == 0 ? text.TrimStart('-') : value.ToString("0.######", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }
}
