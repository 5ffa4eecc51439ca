namespace CtrBench.Windows.Events;

/// <summary>
/// Flink's JSON format with <c>ignore-parse-errors</c> on any record (K10), as its JsonParserToRowDataConverters goes about it. An error
/// within a field's value makes it null, and the rest is read from where Jackson then is; any other error drops the row, and outside an
/// array the record. An object or array in an integer field is left half read, so that its contents are read as fields and its end as the
/// row's end. A record in UTF-16 or UTF-32 is recognised by its first four bytes.
/// </summary>
internal sealed class FlinkOddReading(FieldLevel level)
{
    private readonly JacksonByteParser _bytes = new(level.Names);
    private readonly JacksonCharParser _chars = new(level.Names);
    private readonly ByteText _text = new();

    /// <summary>Adds the rows of one record to <paramref name="rows"/>: none when Flink skips it.</summary>
    public void Read(ReadOnlySpan<byte> json, bool arrayRows, EventRow row, EventBatch rows)
    {
        if (Start(json) is not { } parser || !parser.Next()) return;
        if (parser.Token == TokenKind.StartObject)
        {
            AddRow(parser, row, rows);
            return;
        }
        if (parser.Token != TokenKind.StartArray || !arrayRows) return;
        // Where an error made Flink take the array's end for something else it reads on after the input has ended, forever.
        while (parser.Next() && parser.Token != TokenKind.EndArray && !parser.Ended)
        {
            if (parser.Token == TokenKind.StartObject) AddRow(parser, row, rows);
        }
    }

    /// <summary>Jackson's detection of the encoding; null: a byte order that it does not support, or text that is none.</summary>
    private JacksonParser? Start(ReadOnlySpan<byte> json)
    {
        const JsonSyntax syntax = JsonSyntax.FlinkTexts;
        switch (json.Length >= 4 ? json[..4] : default)
        {
            case [0, 0, 0xFE, 0xFF]: return Utf32(json[4..], bigEndian: true);
            case [0xFF, 0xFE, 0, 0]: return Utf32(json[4..], bigEndian: false);
            case [0, 0, 0xFF, 0xFE] or [0xFE, 0xFF, 0, 0]: return null;
            case [0xFE, 0xFF, ..]: return Utf16(json[2..], bigEndian: true);
            case [0xFF, 0xFE, ..]: return Utf16(json[2..], bigEndian: false);
            case [0xEF, 0xBB, 0xBF, _]:
                json = json[3..];
                break;
            case [0, 0, 0, _]: return Utf32(json, bigEndian: true);
            case [_, 0, 0, 0]: return Utf32(json, bigEndian: false);
            case [0, _, 0, 0] or [0, 0, _, 0]: return null;
            default:
                if (json is [0, _, ..]) return Utf16(json, bigEndian: true);
                if (json is [_, 0, ..]) return Utf16(json, bigEndian: false);
                break;
        }
        _bytes.Start(json, syntax);
        return _bytes;

        JacksonParser? Utf32(ReadOnlySpan<byte> text, bool bigEndian) => _chars.StartUtf32(text, bigEndian, syntax) ? _chars : null;

        JacksonParser Utf16(ReadOnlySpan<byte> text, bool bigEndian)
        {
            _chars.StartUtf16(text, bigEndian, syntax);
            return _chars;
        }
    }

    private void AddRow(JacksonParser parser, EventRow row, EventBatch rows)
    {
        row.Clear();
        if (TryReadFields(parser, level, row)) row.AddTo(rows);
    }

    private bool TryReadFields(JacksonParser parser, FieldLevel fields, EventRow row)
    {
        var known = 0;
        if (!parser.Next()) return false;
        while (parser.Token != TokenKind.EndObject)
        {
            if (known == fields.Count)
            {
                if (!TrySkipToNext(parser)) return false;
                continue;
            }
            // The name is the text of any token: after a half-read value others than names come here.
            if (!parser.TryText(out var name)) return false;
            var slot = parser.Token == TokenKind.None ? default : fields[fields.Names.Find(name)];
            if (!parser.Next()) return false;
            if (!slot.IsDeclared)
            {
                if (!TrySkipToNext(parser)) return false;
                continue;
            }
            if (!TryConvert(parser, slot, row)) row.SetNull(slot);
            if (!parser.Next()) return false;
            known++;
        }
        return true;
    }

    private static bool TrySkipToNext(JacksonParser parser) => parser.Token != TokenKind.None && parser.SkipChildren() && parser.Next();

    private bool TryConvert(JacksonParser parser, FieldSlot slot, EventRow row)
    {
        if (parser.Token is TokenKind.None or TokenKind.Null) return false;
        if (slot.Inner is { } inner)
        {
            row.SetNull(inner);
            return parser.Token == TokenKind.StartObject && TryReadFields(parser, inner, row);
        }
        var field = slot.Field;
        if (row.IsInteger(field))
        {
            if (!TryInteger(parser, out var value)) return false;
            row.SetInteger(field, value);
            return true;
        }
        if (parser.Token is TokenKind.StartObject or TokenKind.StartArray)
        {
            _text.Clear();
            if (!JacksonText.TryReadTree(parser, row.NeedsText(field) ? _text : null)) return false;
            if (row.NeedsText(field)) row.SetText(field, _text.Bytes, escaped: false);
            else row.SetNull(field); // the text of an object is neither "view" nor "click"
            return true;
        }
        if (!parser.TryText(out var text)) return false;
        row.SetText(field, text);
        return true;
    }

    private static bool TryInteger(JacksonParser parser, out long value)
    {
        value = 0;
        if (!parser.TryText(out var text)) return false;
        return parser.Token switch
        {
            TokenKind.Integer => JsonIntegers.TryExact(text, out value),
            TokenKind.Fraction => JsonIntegers.TryTruncated(text, out value),
            _ => JsonIntegers.TryJavaText(text, out value),
        };
    }
}
