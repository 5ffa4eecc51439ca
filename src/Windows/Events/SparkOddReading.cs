namespace CtrBench.Windows.Events;

/// <summary>
/// Spark's <c>from_json</c> on any record (S29, K10), as its JacksonParser goes about it: an error within the value of a declared field
/// leaves that field unchanged, and the rest is read from where Jackson then is, which may be inside the broken value; any other error
/// drops the record.
/// </summary>
internal sealed class SparkOddReading(FieldLevel level)
{
    private readonly JacksonCharParser _parser = new(level.Names);
    private readonly ByteText _text = new();

    /// <summary>Reads a record into <paramref name="row"/>; false when Spark's struct is null or all null.</summary>
    public bool TryRead(ReadOnlySpan<byte> json, EventRow row)
    {
        _parser.StartUtf8(json, SparkReading.Syntax);
        return _parser.Next() && _parser.Token == TokenKind.StartObject && TryReadFields(level, row);
    }

    private bool TryReadFields(FieldLevel fields, EventRow row)
    {
        while (_parser.Next())
        {
            // Without a token, as after an error right behind a name, Spark takes the object to be complete.
            if (_parser.Token is TokenKind.EndObject or TokenKind.None) return true;
            var slot = fields[_parser.CurrentName];
            if ((!slot.IsDeclared || !TryConvert(slot, row)) && !_parser.SkipChildren()) return false;
        }
        return false;
    }

    private bool TryConvert(FieldSlot slot, EventRow row)
    {
        while (_parser.Token == TokenKind.Name)
        {
            if (!_parser.Next()) return false;
        }
        if (_parser.Token is TokenKind.None or TokenKind.Null)
        {
            row.SetNull(slot);
            return true;
        }
        if (slot.Inner is { } inner) return TryReadObject(inner, row);
        return row.IsInteger(slot.Field) ? TryInteger(slot.Field, row) : TrySetText(slot.Field, row);
    }

    // An error within leaves the whole object as it was before, not only the field.
    private bool TryReadObject(FieldLevel fields, EventRow row)
    {
        if (_parser.Token != TokenKind.StartObject)
        {
            _parser.TryText(out _);
            return false;
        }

        var before = row.Save();
        row.SetNull(fields);
        if (TryReadFields(fields, row)) return true;
        row.Restore(before);
        return false;
    }

    private bool TryInteger(EventField field, EventRow row)
    {
        // Spark looks at the length of a string of the wrong type, so an error inside it shows here and not at the next token.
        if (!_parser.TryText(out var text) || _parser.Token != TokenKind.Integer) return false;
        if (!JsonIntegers.TryExact(text, out var value)) return false;
        row.SetInteger(field, value);
        return true;
    }

    private bool TrySetText(EventField field, EventRow row)
    {
        if (_parser.Token == TokenKind.Text)
        {
            if (!_parser.TryText(out var text)) return false;
            row.SetText(field, text);
            return true;
        }
        _text.Clear();
        if (!JacksonText.TryCopy(_parser, row.NeedsText(field) ? _text : null)) return false;
        if (row.NeedsText(field)) row.SetText(field, _text.Bytes, escaped: false);
        else row.SetNull(field); // the text of a number, an object, ... is neither "view" nor "click"
        return true;
    }
}
