using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>Whole numbers as users write them: <c>4</c>, <c>10k</c>, <c>1.5M</c>.</summary>
internal static class CountText
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Reads a whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <exception cref="UsageException">The text is not such a number.</exception>
    public static long Parse(string option, string text, long min, long max)
    {
        var trimmed = text.AsSpan().Trim();
        var number = trimmed;
        var scale = number.EndsWith("k") ? 1_000 : number.EndsWith("M") ? 1_000_000 : number.EndsWith("G") ? 1_000_000_000 : 1;
        if (scale > 1) number = number[..^1];
        if (number.Contains(',')) throw Refuse("write the number without separators");
        if (!decimal.TryParse(number, Digits, CultureInfo.InvariantCulture, out var value))
            throw Refuse(number.IndexOfAnyExceptInRange('0', '9') < 0 && number.Length > 0 ? Range() : "not a whole number");
        if (value < min || value > (decimal)max / scale) throw Refuse(Range());
        value *= scale;
        if (value != decimal.Truncate(value)) throw Refuse("not a whole number");
        if (value < min) throw Refuse(Range());
        return (long)value;

        UsageException Refuse(string reason) => new(option, text, reason);

        string Range() => max == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"must be at least {min}")
            : string.Create(CultureInfo.InvariantCulture, $"must be from {min} to {max}");
    }

    /// <summary>Reads the seed: any whole number that fits 64 bits without sign.</summary>
    /// <exception cref="UsageException">The text is not such a number.</exception>
    public static ulong ParseSeed(string option, string text) =>
        ulong.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new UsageException(option, text, $"a seed is a whole number from 0 to {ulong.MaxValue}");
}
