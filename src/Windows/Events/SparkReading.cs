using System.Text.Unicode;

namespace CtrBench.Windows.Events;

/// <summary>
/// Spark's <c>from_json</c> in PERMISSIVE mode (S29, K10) on well-formed records: a value that does not convert leaves the field unchanged
/// (also after an earlier duplicate); what follows the object is not read. Everything else is left to <see cref="SparkOddReading"/>.
/// </summary>
internal static class SparkReading
{
    /// <summary>What Spark's parser accepts.</summary>
    public const JsonSyntax Syntax = JsonSyntax.SingleQuotes | JsonSyntax.NonNumbers;

    /// <summary>Reads a record into <paramref name="row"/>; false, with the row half set, when it is not well-formed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, FieldLevel level, Span<bool> nesting, EventRow row)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new TokenReader(json, Syntax, level.Names, nesting);
        return reader.Read() == TokenKind.StartObject && TryReadFields(ref reader, level, row);
    }

    private static bool TryReadFields(ref TokenReader reader, FieldLevel level, EventRow row)
    {
        while (reader.Read() == TokenKind.Name)
        {
            var slot = level[reader.Name()];
            reader.Read();
            if (!reader.FinishText()) return false;
            if (reader.Kind == TokenKind.Null) row.SetNull(slot);
            else if (slot.Inner is { } inner)
            {
                // Another value than an object leaves the object as it was; each object is a new one.
                if (reader.Kind == TokenKind.StartObject)
                {
                    row.SetNull(inner);
                    if (!TryReadFields(ref reader, inner, row)) return false;
                    continue;
                }
            }
            else if (row.IsInteger(slot.Field)) SetInteger(ref reader, slot.Field, row);
            else if (slot.Field != EventField.None && !TrySetText(ref reader, slot.Field, row)) return false;
            if (!reader.SkipChildren()) return false;
        }
        return reader.Kind == TokenKind.EndObject;
    }

    private static void SetInteger(ref TokenReader reader, EventField field, EventRow row)
    {
        if (reader.Kind == TokenKind.Integer && JsonIntegers.TryExact(reader.Raw, out var value)) row.SetInteger(field, value);
    }

    private static bool TrySetText(ref TokenReader reader, EventField field, EventRow row)
    {
        if (reader.Kind == TokenKind.Text) row.SetText(field, reader.Raw, reader.Escaped);
        else if (!row.NeedsText(field)) row.SetNull(field); // the text of a number, an object, ... is neither "view" nor "click"
        else if (reader.Kind is TokenKind.Integer or TokenKind.True or TokenKind.False && !reader.Raw.SequenceEqual("-0"u8))
            row.SetText(field, reader.Raw, escaped: false);
        else return false; // the text of another token is Jackson's
        return true;
    }
}
