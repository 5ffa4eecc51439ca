namespace CtrBench.Windows.Events;

/// <summary>
/// Finds the layout of a record: the bytes between its values. Accepts only what every leniency reads alike: one object, only blanks around
/// it, no duplicate event field, strings of printable ASCII without escapes in text fields, integers of digits only in integer fields;
/// unknown fields may be either.
/// </summary>
internal static class SkeletonLearner
{
    /// <summary>The maximum number of fields of a layout.</summary>
    public const int MaxFields = 24;

    /// <summary>The steps of the record's layout; null if it has none.</summary>
    public static SkeletonStep[]? Learn(ReadOnlySpan<byte> json, EventField keyField)
    {
        var steps = new List<SkeletonStep>();
        var seen = 0;
        var (at, piece) = (0, 0);
        if (!TryConsume(json, ref at, (byte)'{')) return null;
        while (steps.Count < MaxFields)
        {
            if (!TryConsume(json, ref at, (byte)'"')) return null;
            var name = json.Slice(at, PlainText(json[at..]));
            at += name.Length;
            if (at == json.Length || json[at++] != (byte)'"' || !TryConsume(json, ref at, (byte)':')) return null;
            SkipBlanks(json, ref at);
            var field = EventFieldNames.Find(name);
            if (field != EventField.None && (seen & 1 << (int)field) != 0) return null;
            seen |= 1 << (int)field;

            var isText = at < json.Length && json[at] == (byte)'"';
            if (field != EventField.None && isText == EventRow.IsInteger(field)) return null;
            if (isText) at++;
            if (at - piece > SkeletonStep.MaxLength) return null;
            steps.Add(SkeletonStep.Of(json[piece..at], isText ? TextValue(field, keyField) : IntegerValue(field)));
            var length = isText ? PlainText(json[at..]) : Digits(json[at..]);
            if (!isText && length == 0) return null;
            piece = at += length;
            if (isText && !TryConsume(json, ref at, (byte)'"', blanks: false)) return null;
            SkipBlanks(json, ref at);
            if (at == json.Length) return null;
            if (json[at] == (byte)'}') return End(json, at + 1, piece, steps);
            if (json[at++] != (byte)',') return null;
        }
        return null;
    }

    private static SkeletonStep[]? End(ReadOnlySpan<byte> json, int at, int piece, List<SkeletonStep> steps)
    {
        SkipBlanks(json, ref at);
        if (at != json.Length || at - piece > SkeletonStep.MaxLength) return null;
        steps.Add(SkeletonStep.Of(json[piece..], SkeletonValue.End));
        return [.. steps];
    }

    private static SkeletonValue TextValue(EventField field, EventField keyField) =>
        field == EventField.EventType ? SkeletonValue.EventType
        : field == keyField && field != EventField.None ? SkeletonValue.Key : SkeletonValue.Text;

    private static SkeletonValue IntegerValue(EventField field) => field switch
    {
        EventField.EventTimeMs => SkeletonValue.EventTime,
        EventField.ProducerTimestampNs => SkeletonValue.ProducerTimestamp,
        _ => SkeletonValue.Integer,
    };

    private static bool TryConsume(ReadOnlySpan<byte> json, ref int at, byte expected, bool blanks = true)
    {
        if (blanks) SkipBlanks(json, ref at);
        if (at == json.Length || json[at] != expected) return false;
        at++;
        return true;
    }

    private static void SkipBlanks(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
    }

    private static int PlainText(ReadOnlySpan<byte> json)
    {
        var length = 0;
        while (length < json.Length && json[length] is >= 0x20 and < 0x80 and not (byte)'"' and not (byte)'\\') length++;
        return length;
    }

    private static int Digits(ReadOnlySpan<byte> json)
    {
        var length = 0;
        while (length < json.Length && json[length] is >= (byte)'0' and <= (byte)'9') length++;
        return length;
    }
}
