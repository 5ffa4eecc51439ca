using System.CommandLine;
using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>A price of computing as text: <c>0.045/core-hour</c>, in any currency.</summary>
internal static class PriceText
{
    private const string Unit = "/core-hour";

    /// <summary>The price, from which a live run computes its cost.</summary>
    public static readonly ValueOption<double> Option = new("--price", "n/core-hour",
        "Live: what a core costs for an hour, such as 0.045/core-hour, in your currency: gives the cost of the CPU time per million events "
        + "and per month", Parse);

    /// <summary>The price of the line; null when it gives none.</summary>
    public static double? Of(ParseResult line) => line.GetValue(Option)?.Value;

    /// <summary>Reads a price per core and hour.</summary>
    /// <exception cref="UsageException">The text is no price.</exception>
    public static double Parse(string option, string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.EndsWith(Unit, StringComparison.Ordinal))
            throw new UsageException(option, text, $"a price is per core and hour: 0.045{Unit}");
        return double.TryParse(trimmed[..^Unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
            && price is >= 0 and <= 1e6
            ? price
            : throw new UsageException(option, text, $"the price must be a number from 0 to 1000000, without currency: 0.045{Unit}");
    }
}
