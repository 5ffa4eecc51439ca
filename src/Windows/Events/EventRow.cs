namespace CtrBench.Windows.Events;

/// <summary>The row being read: fields are set one after another, the last one wins. Reused for every row.</summary>
internal sealed class EventRow(ParseProfile profile, KeyTable keys)
{
    private readonly (long First, long Last) _timesMs = TimesOf(profile);
    private readonly EventField _groupField = EventFieldNames.Of(profile.GroupBy);
    private readonly SchemaValues? _schema = profile.Schema is { } schema ? new SchemaValues(schema) : null;
    private readonly bool _timeIsText = profile.Schema is { } mapping && TimeForms.IsText(mapping.EventTime.Form);
    private readonly ByteText _key = new();
    private readonly ByteText _unescaped = new();
    private long _eventTimeMs;
    private long _producerTimestampNs;
    private RowFlags _flags;
    private bool _hasKey;

    /// <summary>Whether the text of <paramref name="field"/> is the row's key.</summary>
    public bool IsKey(EventField field) => field == _groupField && field != EventField.None;

    /// <summary>
    /// Whether the text of a value that is no string is needed too. "view" and "click" are only ever strings; a mapping may count 1 or
    /// true.
    /// </summary>
    public bool NeedsText(EventField field) =>
        IsKey(field) || (_schema is not null && (field == EventField.EventType || (field == EventField.EventTimeMs && _timeIsText)));

    /// <summary>Whether <paramref name="field"/> holds a 64-bit integer; all others hold text.</summary>
    public bool IsInteger(EventField field) =>
        field == EventField.ProducerTimestampNs || (field == EventField.EventTimeMs && !_timeIsText);

    /// <summary>Clears all fields.</summary>
    public void Clear()
    {
        (_eventTimeMs, _producerTimestampNs, _flags, _hasKey) = (0, 0, RowFlags.None, false);
        _key.Clear();
    }

    /// <summary>The row as it is now, for <see cref="Restore"/>.</summary>
    public EventRowState Save() => new(_eventTimeMs, _producerTimestampNs, _flags, _hasKey ? _key.Bytes.ToArray() : null);

    /// <summary>Makes the row what it was.</summary>
    public void Restore(EventRowState state)
    {
        (_eventTimeMs, _producerTimestampNs, _flags) = (state.EventTime, state.ProducerTimestamp, state.Flags);
        _hasKey = state.Key is not null;
        _key.Clear();
        _key.Append(state.Key);
    }

    /// <summary>Sets an integer field.</summary>
    public void SetInteger(EventField field, long value)
    {
        if (field == EventField.EventTimeMs) (_eventTimeMs, _flags) = (value, _flags | RowFlags.HasEventTime);
        else (_producerTimestampNs, _flags) = (value, _flags | RowFlags.HasProducerTimestamp);
    }

    /// <summary>Sets a text field to the unescaped text of a JSON string.</summary>
    public void SetText(EventField field, ReadOnlySpan<byte> raw, bool escaped)
    {
        if (field == EventField.EventType) _flags = (_flags & ~(RowFlags.View | RowFlags.Click)) | KindOf(raw, escaped);
        else if (IsKey(field)) StartKey().AppendText(raw, escaped);
        else if (field == EventField.EventTimeMs) SetTime(raw, escaped);
    }

    private void SetTime(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (TryTime(Unescaped(raw, escaped), out var number)) SetInteger(EventField.EventTimeMs, number);
        else SetNull(EventField.EventTimeMs);
    }

    /// <summary>The number in an event time that is a text.</summary>
    public bool TryTime(ReadOnlySpan<byte> text, out long number) => TimeForms.TryRead(profile.Schema!.EventTime.Form, text, out number);

    /// <summary>Sets a text field.</summary>
    public void SetText(EventField field, ReadOnlySpan<char> text)
    {
        if (field == EventField.EventType && _schema is null)
        {
            var kind = text is "view" ? RowFlags.View : text is "click" ? RowFlags.Click : RowFlags.None;
            _flags = (_flags & ~(RowFlags.View | RowFlags.Click)) | kind;
        }
        else if (field is EventField.EventType or EventField.EventTimeMs)
        {
            _unescaped.Clear();
            JavaDecoding.AppendUtf8(text, _unescaped);
            SetText(field, _unescaped.Bytes, escaped: false);
        }
        else if (IsKey(field)) JavaDecoding.AppendUtf8(text, StartKey());
    }

    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (!escaped) return raw;
        _unescaped.Clear();
        _unescaped.AppendText(raw, escaped);
        return _unescaped.Bytes;
    }

    private ByteText StartKey()
    {
        _hasKey = true;
        _key.Clear();
        return _key;
    }

    /// <summary>Sets all fields of a level to null.</summary>
    public void SetNull(FieldLevel level)
    {
        foreach (var field in level.Leaves) SetNull(field);
    }

    /// <summary>Sets a field, or all of an object, to null.</summary>
    public void SetNull(FieldSlot slot)
    {
        if (slot.Inner is { } inner) SetNull(inner);
        else SetNull(slot.Field);
    }

    /// <summary>Sets any field to null.</summary>
    public void SetNull(EventField field)
    {
        if (field == EventField.EventTimeMs) (_eventTimeMs, _flags) = (0, _flags & ~RowFlags.HasEventTime);
        else if (field == EventField.ProducerTimestampNs) (_producerTimestampNs, _flags) = (0, _flags & ~RowFlags.HasProducerTimestamp);
        else if (field == EventField.EventType) _flags &= ~(RowFlags.View | RowFlags.Click);
        else if (IsKey(field)) _hasKey = false;
    }

    /// <summary>
    /// Adds the row. A row without a valid event time opens no window, so its key is not looked up: invalid input cannot fill the key
    /// table.
    /// </summary>
    public void AddTo(EventBatch rows) => Add(_eventTimeMs, _producerTimestampNs, _flags, _hasKey, _key.Bytes, rows);

    /// <summary>Adds a row whose fields the caller has read, by the same rules; this instance's row is not changed.</summary>
    public void Add(long eventTimeMs, long producerTimestampNs, RowFlags flags, bool hasKey, ReadOnlySpan<byte> key, EventBatch rows)
    {
        if (eventTimeMs < _timesMs.First || eventTimeMs > _timesMs.Last) (eventTimeMs, flags) = (0, flags & ~RowFlags.HasEventTime);
        _schema?.Convert(ref eventTimeMs, ref producerTimestampNs, ref flags);
        var keyed = hasKey && (flags & RowFlags.HasEventTime) != 0;
        rows.Add(eventTimeMs, producerTimestampNs, flags, keyed ? keys.GetOrAdd(key) : 0);
    }

    private static (long First, long Last) TimesOf(ParseProfile profile)
    {
        // Of a mapping these are bounds of the number as it is written.
        if (profile.Schema is { } schema) return (0, TimeForms.MaxOf(schema.EventTime.Form));
        if (profile.BoundEventTime) return (0, ParseProfile.MaxEventTimeMs);
        // Flink's TO_TIMESTAMP_LTZ is null before the year 0 and after 9999.
        return profile.Leniency == Leniency.Flink ? (-62_167_219_200_000, ParseProfile.MaxEventTimeMs) : (long.MinValue, long.MaxValue);
    }

    /// <summary>View, click or neither, by the text of the event type.</summary>
    public RowFlags KindOf(ReadOnlySpan<byte> raw, bool escaped)
    {
        raw = Unescaped(raw, escaped);
        if (_schema is not null) return _schema.KindOf(raw);
        return raw.SequenceEqual("view"u8) ? RowFlags.View : raw.SequenceEqual("click"u8) ? RowFlags.Click : RowFlags.None;
    }
}

/// <summary>The fields of an <see cref="EventRow"/> at some moment.</summary>
internal readonly record struct EventRowState(long EventTime, long ProducerTimestamp, RowFlags Flags, byte[]? Key);

/// <summary>What the values of a mapping mean.</summary>
internal sealed class SchemaValues(EventSchema schema)
{
    private readonly byte[][] _views = Utf8(schema.EventType?.Views);
    private readonly byte[][] _clicks = Utf8(schema.EventType?.Clicks);
    private readonly TimeForm _eventTime = schema.EventTime.Form;
    private readonly TimeForm _producerTimestamp = schema.ProducerTimestamp?.Form ?? TimeForm.EpochNs;
    private readonly RowFlags _always = schema.EventType is null ? RowFlags.View : RowFlags.None;

    /// <summary>View, click or neither, by the text of the event type.</summary>
    public RowFlags KindOf(ReadOnlySpan<byte> text) =>
        Contains(_views, text) ? RowFlags.View : Contains(_clicks, text) ? RowFlags.Click : RowFlags.None;

    /// <summary>Numbers as written, the event time within its bounds, to the units of a row; without a type every row is a view.</summary>
    public void Convert(ref long eventTime, ref long producerTimestamp, ref RowFlags flags)
    {
        flags |= _always;
        if (_eventTime != TimeForm.EpochMs) eventTime = TimeForms.ToMs(_eventTime, eventTime);
        if (_producerTimestamp == TimeForm.EpochNs || (flags & RowFlags.HasProducerTimestamp) == 0) return;
        var stampNs = TimeForms.ToNs(_producerTimestamp, producerTimestamp);
        producerTimestamp = stampNs ?? 0;
        if (stampNs is null) flags &= ~RowFlags.HasProducerTimestamp;
    }

    private static bool Contains(byte[][] values, ReadOnlySpan<byte> text)
    {
        foreach (var value in values)
        {
            if (text.SequenceEqual(value)) return true;
        }

        return false;
    }

    private static byte[][] Utf8(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(System.Text.Encoding.UTF8.GetBytes)];
}
