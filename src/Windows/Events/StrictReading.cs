using System.Text.Unicode;

namespace CtrBench.Windows.Events;

/// <summary>Strict reading: one RFC 8259 object in valid UTF-8 with only blanks around it; a field of the wrong type is null.</summary>
internal static class StrictReading
{
    /// <summary>Reads a record into <paramref name="row"/>; false when it is not an event object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, Span<bool> nesting, EventRow row)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new TokenReader(json, JsonSyntax.Rfc8259, nesting);
        if (reader.Read() != TokenKind.StartObject) return false;
        while (reader.Read() == TokenKind.Name)
        {
            var field = reader.Field();
            reader.Read();
            if (!reader.FinishText()) return false;
            if (field != EventField.None) Set(ref reader, field, row);
            if (!reader.SkipChildren()) return false;
        }
        return reader.Kind == TokenKind.EndObject && reader.Read() == TokenKind.None;
    }

    private static void Set(ref TokenReader reader, EventField field, EventRow row)
    {
        if (!EventRow.IsInteger(field) && reader.Kind == TokenKind.Text) row.SetText(field, reader.Raw, reader.Escaped);
        else if (EventRow.IsInteger(field) && reader.Kind == TokenKind.Integer && JsonIntegers.TryExact(reader.Raw, out var value))
            row.SetInteger(field, value);
        else row.SetNull(field);
    }
}
