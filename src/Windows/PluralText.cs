using System.Globalization;

namespace CtrBench.Windows;

/// <summary>A count with its noun, and where there is one its verb: <c>1 row is</c>, <c>1,200 rows are</c>.</summary>
internal static class PluralText
{
    /// <summary>The count and the noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun of one.</param>
    public static string Of(long count, string noun) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {Noun(count, noun)}";

    /// <summary>The count, the noun and the verb.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun of one.</param>
    /// <param name="singular">The verb of one, with what follows.</param>
    /// <param name="plural">The verb of several.</param>
    public static string Of(long count, string noun, string singular, string plural) =>
        $"{Of(count, noun)} {(count == 1 ? singular : plural)}";

    /// <summary>The noun alone, in the number of the count.</summary>
    public static string Noun(long count, string noun) => count == 1 ? noun
        : noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith('s') ? $"{noun}es" : $"{noun}s";
}
