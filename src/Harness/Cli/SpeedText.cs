using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>A replay speed: a plain factor, or with an x: <c>60</c>, <c>60x</c>, <c>0.5</c>.</summary>
internal static class SpeedText
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Reads a factor above 0 and up to a million.</summary>
    /// <exception cref="UsageException">The text is no such factor.</exception>
    public static double Parse(string option, string text)
    {
        var number = text.AsSpan().Trim();
        if (number.EndsWith("x")) number = number[..^1];
        if (!double.TryParse(number, Digits, CultureInfo.InvariantCulture, out var factor) || double.IsNaN(factor))
            throw new UsageException(option, text, "not a factor: write 60 or 0.5");
        return factor is > 0 and <= 1e6 ? factor : throw new UsageException(option, text, "must be more than 0 and at most 1000000");
    }
}
