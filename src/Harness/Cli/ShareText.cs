using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>Shares as users write them: <c>20%</c>, <c>0.5%</c>, <c>0.2</c>. From 0 to 1.</summary>
internal static class ShareText
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Reads a share, 0 .. 1.</summary>
    /// <exception cref="UsageException">The text is not a share.</exception>
    public static double Parse(string option, string text)
    {
        var number = text.AsSpan().Trim();
        var percent = number.EndsWith("%");
        if (percent) number = number[..^1];
        if (!decimal.TryParse(number, Digits, CultureInfo.InvariantCulture, out var value))
            throw new UsageException(option, text, "not a share: write 20%, 0.5% or 0.2");
        if (percent) value /= 100;
        if (value is < 0 or > 1)
        {
            var hint = !percent && value is > 1 and <= 100 ? $"; write {number}%" : "";
            throw new UsageException(option, text, $"a share is from 0% to 100%{hint}");
        }

        return (double)value;
    }

    /// <summary>Prints a share in percent: <c>20%</c>. Exact for shares that were read from at most 15 digits.</summary>
    public static string Format(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)share * 100:0.#################}%");
}
