namespace CtrBench.Windows.Events;

/// <summary>
/// Finds the layout of a record: the bytes between its values. Accepts only what every leniency reads alike: one object, only blanks around
/// it, no duplicate event field, strings of printable ASCII without escapes in text fields, integers of digits only in integer fields,
/// objects where a mapping has objects; unknown fields may be any of these.
/// </summary>
internal ref struct SkeletonLearner
{
    /// <summary>The maximum number of steps of a layout.</summary>
    public const int MaxSteps = 64;

    private const int MaxDepth = EventPath.MaxNames;

    private readonly ReadOnlySpan<byte> _json;
    private readonly EventField _keyField;
    private readonly bool _isMapped;
    private readonly bool _timeIsText;
    private readonly List<SkeletonStep> _steps = [];
    private int _at;
    private int _piece;

    private SkeletonLearner(ReadOnlySpan<byte> json, EventField keyField, bool isMapped, bool timeIsText)
    {
        _json = json;
        (_keyField, _isMapped, _timeIsText) = (keyField, isMapped, timeIsText);
    }

    /// <summary>The steps of the record's layout; null if it has none.</summary>
    public static SkeletonStep[]? Learn(ReadOnlySpan<byte> json, FieldLevel level, EventField keyField, EventRow row)
    {
        var timeIsText = !row.IsInteger(EventField.EventTimeMs);
        var learner = new SkeletonLearner(json, keyField, level != FieldLevel.NineFields, timeIsText);
        return learner.TryConsume((byte)'{') && learner.TryObject(level, 1) ? learner.End() : null;
    }

    // After the opening brace, to behind the closing one.
    private bool TryObject(FieldLevel? level, int depth)
    {
        ulong seen = 0;
        while (_steps.Count < MaxSteps)
        {
            if (!TryConsume((byte)'"')) return false;
            var name = _json.Slice(_at, PlainText());
            _at += name.Length;
            if (_at == _json.Length || _json[_at++] != (byte)'"' || !TryConsume((byte)':')) return false;
            SkipBlanks();
            var number = level?.Names.Find(name) ?? 0;
            var slot = level is null ? default : level[number];
            if (slot.IsDeclared && (seen & 1UL << number) != 0) return false;
            if (slot.IsDeclared) seen |= 1UL << number;
            if (_at == _json.Length || !TryValue(slot, depth)) return false;
            SkipBlanks();
            if (_at == _json.Length) return false;
            var c = _json[_at++];
            if (c == (byte)'}') return true;
            if (c != (byte)',') return false;
        }

        return false;
    }

    private bool TryValue(FieldSlot slot, int depth)
    {
        if (_json[_at] == (byte)'{')
        {
            if (slot.Field != EventField.None || depth == MaxDepth) return false;
            _at++;
            return TryObject(slot.Inner, depth + 1);
        }

        if (slot.Inner is not null) return false;
        return _json[_at] == (byte)'"' ? TryText(slot.Field) : TryNumber(slot.Field);
    }

    private bool TryText(EventField field)
    {
        if (field == EventField.ProducerTimestampNs || (field == EventField.EventTimeMs && !_timeIsText)) return false;
        _at++;
        AddStep(field == EventField.EventTimeMs ? SkeletonValue.EventTimeText
            : field == EventField.EventType ? _isMapped ? SkeletonValue.MappedType : SkeletonValue.EventType
            : field == _keyField && field != EventField.None ? SkeletonValue.Key : SkeletonValue.Text);
        _piece = _at += PlainText();
        return TryConsume((byte)'"', blanks: false);
    }

    private bool TryNumber(EventField field)
    {
        var value = field switch
        {
            EventField.EventTimeMs => _timeIsText ? SkeletonValue.None : SkeletonValue.EventTime,
            EventField.ProducerTimestampNs => SkeletonValue.ProducerTimestamp,
            EventField.None => SkeletonValue.Integer,
            EventField.EventType when _isMapped => SkeletonValue.MappedTypeNumber,
            EventField.Key when field == _keyField => SkeletonValue.KeyNumber,
            EventField.Key => SkeletonValue.Integer,
            _ => SkeletonValue.None,
        };
        if (value == SkeletonValue.None) return false;
        var (from, to) = (_at, _at);
        while (to < _json.Length && char.IsAsciiDigit((char)_json[to])) to++;
        var plain = to > from && to < _json.Length && _json[to] is not ((byte)'.' or (byte)'e' or (byte)'E');
        if (!plain)
        {
            if (field != EventField.None) return false;
            value = SkeletonValue.Scalar;
            to = from;
            if (!Skeleton.TrySkipScalar(_json, ref to)) return false;
        }

        AddStep(value);
        _piece = _at = to;
        return true;
    }

    // The piece since the last value, in several steps where it is long.
    private void AddStep(SkeletonValue value)
    {
        for (; _at - _piece > SkeletonStep.MaxLength; _piece += SkeletonStep.MaxLength)
            _steps.Add(SkeletonStep.Of(_json.Slice(_piece, SkeletonStep.MaxLength), SkeletonValue.None));
        _steps.Add(SkeletonStep.Of(_json[_piece.._at], value));
    }

    private SkeletonStep[]? End()
    {
        SkipBlanks();
        if (_at != _json.Length) return null;
        AddStep(SkeletonValue.End);
        return _steps.Count <= MaxSteps ? [.. _steps] : null;
    }

    private bool TryConsume(byte expected, bool blanks = true)
    {
        if (blanks) SkipBlanks();
        if (_at == _json.Length || _json[_at] != expected) return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }

    private readonly int PlainText()
    {
        var at = _at;
        while (at < _json.Length && _json[at] is >= 0x20 and < 0x80 and not (byte)'"' and not (byte)'\\') at++;
        return at - _at;
    }
}
