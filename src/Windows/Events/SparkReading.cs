namespace CtrBench.Windows.Events;

/// <summary>
/// Spark's <c>from_json</c> in PERMISSIVE mode (S29, K10), field by field as its JacksonParser does it: a value that does not convert
/// leaves the field unchanged (also after an earlier duplicate); broken text before the object's end drops the whole record; what follows
/// is not read.
/// </summary>
internal static class SparkReading
{
    /// <summary>Reads a record into <paramref name="row"/>; false when Spark's struct is null or all null.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, Span<bool> nesting, EventRow row)
    {
        var reader = new TokenReader(json, JsonSyntax.SingleQuotes | JsonSyntax.NonNumbers, nesting);
        if (reader.Read() != TokenKind.StartObject) return false;
        while (reader.Read() == TokenKind.Name)
        {
            var field = reader.Field();
            reader.Read();
            if (reader.Kind == TokenKind.Null) row.SetNull(field);
            else if (EventRow.IsInteger(field)) SetInteger(ref reader, field, row);
            else if (field != EventField.None) SetText(ref reader, field, row);
            if (!reader.SkipChildren()) return false;
        }
        return reader.Kind == TokenKind.EndObject;
    }

    private static void SetInteger(ref TokenReader reader, EventField field, EventRow row)
    {
        // Spark reads the length of a string of the wrong type, so an error inside it affects this field only, not the record.
        if (reader.Kind == TokenKind.Text) reader.FinishText();
        else if (reader.Kind == TokenKind.Integer && JsonIntegers.TryExact(reader.Raw, out var value)) row.SetInteger(field, value);
    }

    private static void SetText(ref TokenReader reader, EventField field, EventRow row)
    {
        if (reader.Kind == TokenKind.Text)
        {
            if (reader.FinishText()) row.SetText(field, reader.Raw, reader.Escaped);
        }
        else if (row.IsKey(field)) JacksonText.Write(ref reader, row.StartKey());
        else row.SetNull(field); // the text of a number, an object, ... is neither "view" nor "click"
    }
}
