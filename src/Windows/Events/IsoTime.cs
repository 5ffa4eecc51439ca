namespace CtrBench.Windows.Events;

/// <summary>
/// ISO-8601 times as text, in the one form that both engines are made to read alike: <c>yyyy-MM-dd</c>, a T or a blank,
/// <c>HH:mm:ss</c>, perhaps a fraction of up to nine digits, and Z, an offset up to 17:59, or nothing, which is UTC.
/// </summary>
internal static class IsoTime
{
    /// <summary>
    /// A pattern of exactly these texts, days that exist included: Flink's own functions would take 30 February for another day. The
    /// end is <c>\z</c>, since <c>$</c> also stands before a line feed.
    /// </summary>
    public const string Pattern =
        "^(([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])))"
        + "|(([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29))"
        + "[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])?\\z";

    private const int SecondsEnd = 19, MaxFraction = 9;

    /// <summary>Epoch ms of a text, rounded down; false when it has not this form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long epochMs)
    {
        epochMs = 0;
        if (text.Length < SecondsEnd || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ')
            || text[13] != ':' || text[16] != ':') return false;
        if (!TryNumber(text[..4], out var year) || !TryNumber(text.Slice(5, 2), out var month) || !TryNumber(text.Slice(8, 2), out var day)
            || !TryNumber(text.Slice(11, 2), out var hour) || !TryNumber(text.Slice(14, 2), out var minute)
            || !TryNumber(text.Slice(17, 2), out var second)) return false;
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        var rest = text[SecondsEnd..];
        if (!TryFraction(ref rest, out var fractionMs) || !TryOffset(rest, out var offsetMinutes)) return false;
        epochMs = ((DaysFrom1970(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes) * 60_000 + second * 1_000 + fractionMs;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long ms)
    {
        ms = 0;
        if (rest.IsEmpty || rest[0] != '.') return true;
        var digits = 0;
        for (; digits + 1 < rest.Length && char.IsAsciiDigit((char)rest[digits + 1]); digits++)
        {
            if (digits < 3) ms = ms * 10 + rest[digits + 1] - '0';
        }

        for (var missing = digits; missing < 3; missing++) ms *= 10;
        rest = rest[(digits + 1)..];
        return digits is > 0 and <= MaxFraction;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out long minutes)
    {
        minutes = 0;
        if (rest.IsEmpty || rest.SequenceEqual("Z"u8)) return true;
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':') return false;
        if (!TryNumber(rest.Slice(1, 2), out var hours) || !TryNumber(rest.Slice(4, 2), out var more)) return false;
        if (hours > 17 || more > 59) return false;
        minutes = (hours * 60 + more) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit((char)c)) return false;
            number = number * 10 + c - '0';
        }

        return true;
    }

    private static long DaysIn(long year, long month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // Days of the proleptic Gregorian calendar, from March on.
    private static long DaysFrom1970(long year, long month, long day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
