using System.Text.Unicode;

namespace CtrBench.Windows.Events;

/// <summary>
/// Flink's JSON format with <c>ignore-parse-errors</c> (K10) on well-formed records whose fields have values of their own kind: a value
/// that does not convert makes the field null, an earlier duplicate included. The rest is left to <see cref="FlinkOddReading"/>.
/// </summary>
internal static class FlinkReading
{
    /// <summary>
    /// Adds the rows of one record to <paramref name="rows"/>; false, perhaps with some of them added, when it is not well-formed.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> json, FieldLevel level, Span<bool> nesting, bool arrayRows, EventRow row, EventBatch rows)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new TokenReader(json, JsonSyntax.FlinkTexts, level.Names, nesting);
        reader.Read();
        if (reader.Kind == TokenKind.StartObject) return TryAddRow(ref reader, level, row, rows);
        if (reader.Kind != TokenKind.StartArray) return false;
        if (!arrayRows) return true;
        while (reader.Read() == TokenKind.StartObject)
        {
            if (!TryAddRow(ref reader, level, row, rows)) return false;
        }
        return reader.Kind == TokenKind.EndArray;
    }

    private static bool TryAddRow(ref TokenReader reader, FieldLevel level, EventRow row, EventBatch rows)
    {
        row.Clear();
        if (!TryReadFields(ref reader, level, row)) return false;
        row.AddTo(rows);
        return true;
    }

    private static bool TryReadFields(ref TokenReader reader, FieldLevel level, EventRow row)
    {
        var known = 0;
        while (reader.Read() == TokenKind.Name)
        {
            var slot = level[reader.Name()];
            reader.Read();
            if (!slot.IsDeclared)
            {
                if (!reader.SkipChildren()) return false;
                continue;
            }
            // After as many known fields as the table has columns the rest of the object is skipped.
            if (++known > level.Count || !reader.FinishText() || !TrySet(ref reader, slot, row)) return false;
        }
        return reader.Kind == TokenKind.EndObject;
    }

    private static bool TrySet(ref TokenReader reader, FieldSlot slot, EventRow row)
    {
        if (slot.Inner is not { } inner)
            return row.IsInteger(slot.Field) ? TrySetInteger(ref reader, slot.Field, row) : TrySetText(ref reader, slot.Field, row);
        row.SetNull(inner);
        if (reader.Kind == TokenKind.StartObject) return TryReadFields(ref reader, inner, row);
        return reader.Kind is not (TokenKind.StartArray or TokenKind.Broken);
    }

    private static bool TrySetInteger(ref TokenReader reader, EventField field, EventRow row)
    {
        long value = 0;
        var sound = false;
        switch (reader.Kind)
        {
            case TokenKind.Integer:
                sound = JsonIntegers.TryExact(reader.Raw, out value);
                break;
            case TokenKind.Fraction:
                sound = JsonIntegers.TryTruncated(reader.Raw, out value);
                break;
            case TokenKind.Text when !reader.Escaped && System.Text.Ascii.IsValid(reader.Raw):
                sound = JsonIntegers.TryJavaText(reader.Raw, out value);
                break;
            case TokenKind.Text or TokenKind.StartObject or TokenKind.StartArray or TokenKind.Broken:
                return false;
        }
        if (sound) row.SetInteger(field, value);
        else row.SetNull(field);
        return true;
    }

    private static bool TrySetText(ref TokenReader reader, EventField field, EventRow row)
    {
        if (reader.Kind is TokenKind.StartObject or TokenKind.StartArray)
        {
            if (row.NeedsText(field)) return false; // its text is Jackson's
            row.SetNull(field); // the text of an object is neither "view" nor "click"
            return reader.SkipChildren();
        }
        if (reader.Kind == TokenKind.Broken) return false;
        if (reader.Kind == TokenKind.Null) row.SetNull(field);
        else row.SetText(field, reader.Raw, reader.Escaped); // of any other token too: the text of a number or a word
        return true;
    }
}
