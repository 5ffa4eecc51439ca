using System.Globalization;
using System.Text.RegularExpressions;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Times as Spark prints them: ISO with milliseconds and Z. A year beyond 9999 has a sign and five digits (C-P).</summary>
internal static partial class EpochText
{
    /// <summary>Epoch ms; null when the text is not such a time.</summary>
    public static long? Ms(string text)
    {
        if (Iso().Match(text) is not { Success: true } m) return null;
        var (year, month, day) = (Number(m, "y"), Number(m, "m"), Number(m, "d"));
        if (m.Groups["sign"].ValueSpan is "-") year = -year;
        var ms = m.Groups["f"].Success ? Number(m, "f") : 0;
        return ((DaysFromEpoch(year, month, day) * 24 + Number(m, "h")) * 60 + Number(m, "min")) * 60_000 + Number(m, "s") * 1_000 + ms;
    }

    // Counted from 1 March, so that the leap day is the last day of its year.
    private static long DaysFromEpoch(long year, long month, long day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(y >= 0 ? y : y - 399, 400).Quotient;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<y>\d{4,9})-(?<m>\d\d)-(?<d>\d\d)T(?<h>\d\d):(?<min>\d\d):(?<s>\d\d)(?:\.(?<f>\d{3}))?Z$")]
    private static partial Regex Iso();
}
