using System.Text.Unicode;

namespace CtrBench.Windows.Events;

/// <summary>Strict reading: one RFC 8259 object in valid UTF-8 with only blanks around it; a field of the wrong type is null.</summary>
internal static class StrictReading
{
    /// <summary>Reads a record into <paramref name="row"/>; false when it is not an event object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, FieldLevel level, Span<bool> nesting, EventRow row)
    {
        if (!Utf8.IsValid(json)) return false;
        var reader = new TokenReader(json, JsonSyntax.Rfc8259, level.Names, nesting);
        return reader.Read() == TokenKind.StartObject && TryReadFields(ref reader, level, row) && reader.Read() == TokenKind.None;
    }

    private static bool TryReadFields(ref TokenReader reader, FieldLevel level, EventRow row)
    {
        while (reader.Read() == TokenKind.Name)
        {
            var slot = level[reader.Name()];
            reader.Read();
            if (!reader.FinishText()) return false;
            if (slot.IsDeclared)
            {
                row.SetNull(slot);
                if (slot.Inner is { } inner && reader.Kind == TokenKind.StartObject)
                {
                    if (!TryReadFields(ref reader, inner, row)) return false;
                    continue;
                }

                if (slot.Inner is null) Set(ref reader, slot.Field, row);
            }

            if (!reader.SkipChildren()) return false;
        }
        return reader.Kind == TokenKind.EndObject;
    }

    private static void Set(ref TokenReader reader, EventField field, EventRow row)
    {
        if (row.IsInteger(field))
        {
            if (reader.Kind == TokenKind.Integer && JsonIntegers.TryExact(reader.Raw, out var value)) row.SetInteger(field, value);
        }
        else if (reader.Kind == TokenKind.Text) row.SetText(field, reader.Raw, reader.Escaped);
    }
}
