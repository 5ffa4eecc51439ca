namespace CtrBench.Windows.Events;

/// <summary>
/// Flink's JSON format with <c>ignore-parse-errors</c> (K10), token by token as its JsonParserToRowDataConverters does it. Three quirks
/// show only with odd input: an object or array in an integer field is left half read, so that its contents are read as fields and its end
/// as the row's end; a value that does not convert makes the field null, an earlier duplicate included; and after as many known fields as
/// the table has columns the rest of the object is skipped.
/// </summary>
internal static class FlinkReading
{
    /// <summary>Adds the rows of one record to <paramref name="rows"/>: none when Flink skips it.</summary>
    public static void Read(ReadOnlySpan<byte> json, Span<bool> nesting, bool arrayRows, EventRow row, EventBatch rows)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        var reader = new TokenReader(json, JsonSyntax.FlinkTexts, nesting);
        reader.Read();
        if (reader.Kind == TokenKind.StartObject) AddRow(ref reader, row, rows);
        if (reader.Kind != TokenKind.StartArray || !arrayRows) return;
        while (reader.Read() is not (TokenKind.EndArray or TokenKind.None or TokenKind.Broken))
        {
            if (reader.Kind == TokenKind.StartObject) AddRow(ref reader, row, rows);
        }
    }

    private static void AddRow(ref TokenReader reader, EventRow row, EventBatch rows)
    {
        row.Clear();
        if (ReadFields(ref reader, row)) row.AddTo(rows);
    }

    private static bool ReadFields(ref TokenReader reader, EventRow row)
    {
        var known = 0;
        reader.Read();
        while (reader.Kind != TokenKind.EndObject)
        {
            if (known == EventFieldNames.Count)
            {
                if (!SkipToNext(ref reader)) return false;
                continue;
            }
            if (!reader.FinishText()) return false;
            var field = reader.Field(); // of any token: after a half-read value other tokens than names can come here
            reader.Read();
            if (field == EventField.None)
            {
                if (!SkipToNext(ref reader)) return false;
                continue;
            }
            if (EventRow.IsInteger(field)) SetInteger(ref reader, field, row);
            else SetText(ref reader, field, row);
            reader.Read();
            known++;
        }
        return true;
    }

    private static bool SkipToNext(ref TokenReader reader)
    {
        if (reader.Kind == TokenKind.None || !reader.SkipChildren()) return false;
        return reader.Read() != TokenKind.Broken;
    }

    private static void SetInteger(ref TokenReader reader, EventField field, EventRow row)
    {
        long value = 0;
        var sound = reader.Kind switch
        {
            TokenKind.Integer => JsonIntegers.TryExact(reader.Raw, out value),
            TokenKind.Fraction => JsonIntegers.TryTruncated(reader.Raw, out value),
            TokenKind.Text or TokenKind.Name => reader.FinishText() && TryText(ref reader, out value),
            _ => false,
        };
        if (sound) row.SetInteger(field, value);
        else row.SetNull(field);
    }

    private static bool TryText(ref TokenReader reader, out long value)
    {
        if (!reader.Escaped) return JsonIntegers.TryJavaText(reader.Raw, out value);
        Span<byte> text = stackalloc byte[256];
        var length = reader.Raw.Length <= text.Length ? JsonEscapes.Unescape(reader.Raw, text) : 0;
        return JsonIntegers.TryJavaText(text[..length], out value);
    }

    private static void SetText(ref TokenReader reader, EventField field, EventRow row)
    {
        if (reader.Kind is TokenKind.StartObject or TokenKind.StartArray)
        {
            if (row.IsKey(field)) JacksonText.Write(ref reader, row.StartKey());
            else row.SetNull(field); // the text of an object is neither "view" nor "click"
            reader.SkipChildren();
        }
        else if (reader.Kind is TokenKind.Null or TokenKind.None or TokenKind.Broken || !reader.FinishText()) row.SetNull(field);
        else row.SetText(field, reader.Raw, reader.Escaped); // of any other token too: the text of a number or a bracket
    }
}
