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
    public static bool TryRead(ReadOnlySpan<byte> json, Span<bool> nesting, EventRow row)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new TokenReader(json, Syntax, nesting);
        if (reader.Read() != TokenKind.StartObject) return false;
        while (reader.Read() == TokenKind.Name)
        {
            var field = reader.Field();
            reader.Read();
            if (!reader.FinishText()) return false;
            if (reader.Kind == TokenKind.Null) row.SetNull(field);
            else if (EventRow.IsInteger(field)) SetInteger(ref reader, field, row);
            else if (field != EventField.None && !TrySetText(ref reader, field, row)) return false;
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
        else if (row.IsKey(field)) return false; // the text of another token is Jackson's
        else row.SetNull(field); // the text of a number, an object, ... is neither "view" nor "click"
        return true;
    }
}
