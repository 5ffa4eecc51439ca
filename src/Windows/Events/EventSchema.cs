using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>
/// The mapping of records that are not the nine fields: where the event time, the event type, the producer timestamp and the group-by key
/// stand. A path is a name, or several with dots between them; a dot or backslash within a name has a backslash before it.
/// </summary>
public sealed record EventSchema
{
    /// <summary>The event time; a row without it opens no window.</summary>
    public required TimeField EventTime { get; init; }

    /// <summary>The event type; null: every row counts as a view.</summary>
    public TypeField? EventType { get; init; }

    /// <summary>When the record was sent; null: T0 is the append time.</summary>
    public TimeField? ProducerTimestamp { get; init; }

    /// <summary>The path of the group-by key, a text or a number; null: no grouping.</summary>
    public string? Key { get; init; }

    /// <summary>The mapping on one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("event time ").Append(EventTime);
        if (EventType is { } type) text.Append(", type ").Append(type);
        if (ProducerTimestamp is { } stamp) text.Append(", producer timestamp ").Append(stamp);
        return Key is { } key ? text.Append(", key ").Append(key).ToString() : text.ToString();
    }
}

/// <summary>A field with a time.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Form">What its value looks like.</param>
public sealed record TimeField(string Path, TimeForm Form = TimeForm.EpochMs)
{
    /// <summary>Path and form.</summary>
    public override string ToString() => $"{Path}:{TimeForms.NameOf(Form)}";
}

/// <summary>The field with the event type, and which of its values are counted. Values of both lists are different.</summary>
/// <param name="Path">Its path.</param>
public sealed record TypeField(string Path)
{
    /// <summary>Values that count as a view: the denominator.</summary>
    public IReadOnlyList<string> Views { get; init; } = ["view"];

    /// <summary>Values that count as a click: the numerator. May be empty.</summary>
    public IReadOnlyList<string> Clicks { get; init; } = ["click"];

    /// <summary>Whether path and values are the same.</summary>
    public bool Equals(TypeField? other) =>
        other is not null && Path == other.Path && Views.SequenceEqual(other.Views) && Clicks.SequenceEqual(other.Clicks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Views.Count, Clicks.Count);

    /// <summary>Path and values.</summary>
    public override string ToString() => $"{Path} (view: {string.Join('|', Views)}; click: {string.Join('|', Clicks)})";
}

/// <summary>How a time is written.</summary>
public enum TimeForm : byte
{
    /// <summary>Whole epoch milliseconds.</summary>
    EpochMs = 0,

    /// <summary>Whole epoch seconds.</summary>
    EpochS,

    /// <summary>Whole epoch microseconds.</summary>
    EpochUs,

    /// <summary>Whole epoch nanoseconds.</summary>
    EpochNs,

    /// <summary>Whole epoch milliseconds as digits in quotes; a number is read too.</summary>
    TextMs,

    /// <summary>Whole epoch seconds as digits in quotes; a number is read too.</summary>
    TextS,

    /// <summary>Whole epoch microseconds as digits in quotes; a number is read too.</summary>
    TextUs,

    /// <summary>Whole epoch nanoseconds as digits in quotes; a number is read too.</summary>
    TextNs,

    /// <summary>
    /// A text such as 2026-11-28T18:00:00.123Z: a T or a blank, any fraction up to ns, Z or an offset or neither (then UTC).
    /// </summary>
    Iso8601,
}

/// <summary>Names and units of <see cref="TimeForm"/>.</summary>
internal static class TimeForms
{
    /// <summary>The forms with their short names, as in options.</summary>
    public static readonly IReadOnlyList<(string Name, TimeForm Form)> All =
    [
        ("s", TimeForm.EpochS), ("ms", TimeForm.EpochMs), ("us", TimeForm.EpochUs), ("ns", TimeForm.EpochNs),
        ("text-s", TimeForm.TextS), ("text-ms", TimeForm.TextMs), ("text-us", TimeForm.TextUs), ("text-ns", TimeForm.TextNs),
        ("iso", TimeForm.Iso8601),
    ];

    /// <summary>The short name.</summary>
    public static string NameOf(TimeForm form) => All.First(known => known.Form == form).Name;

    /// <summary>A pattern of the digits that are read. The end is <c>\z</c>, since <c>$</c> also stands before a line feed.</summary>
    public const string DigitsPattern = "^[0-9]{1,19}\\z";

    /// <summary>Whether the value is declared as a text, of which only well-formed ones are read.</summary>
    public static bool IsText(TimeForm form) => form >= TimeForm.TextMs;

    /// <summary>Nanoseconds of one unit of a number in this form; an ISO text is read as milliseconds.</summary>
    public static long UnitNs(TimeForm form) => form switch
    {
        TimeForm.EpochS or TimeForm.TextS => 1_000_000_000,
        TimeForm.EpochMs or TimeForm.TextMs or TimeForm.Iso8601 => 1_000_000,
        TimeForm.EpochUs or TimeForm.TextUs => 1_000,
        TimeForm.EpochNs or TimeForm.TextNs => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of a time."),
    };

    /// <summary>The number in a text of this form, which is exactly what the pattern of the engines' SQL accepts.</summary>
    public static bool TryRead(TimeForm form, ReadOnlySpan<byte> text, out long number) =>
        form == TimeForm.Iso8601 ? IsoTime.TryRead(text, out number) : TryDigits(text, out number);

    private static bool TryDigits(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 19 && char.IsAsciiDigit((char)text[0]) && JsonIntegers.TryExact(text, out number);
    }

    /// <summary>The largest number in this form that is an event time.</summary>
    public static long MaxOf(TimeForm form) => UnitNs(form) switch
    {
        > 1_000_000 and var unit => ParseProfile.MaxEventTimeMs / (unit / 1_000_000),
        // After the year 2262 nanoseconds do not fit 64 bits.
        1 => long.MaxValue,
        var unit => ParseProfile.MaxEventTimeMs * (1_000_000 / unit) + (1_000_000 / unit - 1),
    };

    /// <summary>Epoch ms of a number between 0 and <see cref="MaxOf"/>.</summary>
    public static long ToMs(TimeForm form, long number) =>
        UnitNs(form) is > 1_000_000 and var unit ? number * (unit / 1_000_000) : number / (1_000_000 / UnitNs(form));

    /// <summary>Epoch nanoseconds of a number; null where they do not fit 64 bits.</summary>
    public static long? ToNs(TimeForm form, long number)
    {
        var most = long.MaxValue / UnitNs(form);
        return number >= -most && number <= most ? number * UnitNs(form) : null;
    }
}
