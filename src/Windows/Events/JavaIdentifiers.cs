using System.Globalization;

namespace CtrBench.Windows.Events;

/// <summary>Java's classes of characters, by which Jackson decides how far a broken token reaches.</summary>
internal static class JavaIdentifiers
{
    /// <summary>Whether an identifier can start with <paramref name="c"/>.</summary>
    public static bool CanStart(char c) => CharUnicodeInfo.GetUnicodeCategory(c)
        is <= UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
        or UnicodeCategory.CurrencySymbol or UnicodeCategory.ConnectorPunctuation;

    /// <summary>Whether an identifier can contain <paramref name="c"/>.</summary>
    public static bool CanContain(char c) => CanStart(c)
        || c is <= '\b' or (>= '\u000E' and <= '\u001B') or (>= '\u007F' and <= '\u009F')
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;
}
