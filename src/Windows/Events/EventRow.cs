namespace CtrBench.Windows.Events;

/// <summary>The row being read: fields are set one after another, the last one wins. Reused for every row.</summary>
internal sealed class EventRow(ParseProfile profile, KeyTable keys)
{
    private readonly (long First, long Last) _timesMs = TimesOf(profile);
    private readonly EventField _groupField = EventFieldNames.Of(profile.GroupBy);
    private readonly ByteText _key = new();
    private readonly ByteText _unescaped = new();
    private long _eventTimeMs;
    private long _producerTimestampNs;
    private RowFlags _flags;
    private bool _hasKey;

    /// <summary>Whether the text of <paramref name="field"/> is the row's key.</summary>
    public bool IsKey(EventField field) => field == _groupField && field != EventField.None;

    /// <summary>Whether <paramref name="field"/> holds a 64-bit integer; all others hold text.</summary>
    public static bool IsInteger(EventField field) => field is EventField.EventTimeMs or EventField.ProducerTimestampNs;

    /// <summary>Clears all fields.</summary>
    public void Clear()
    {
        (_eventTimeMs, _producerTimestampNs, _flags, _hasKey) = (0, 0, RowFlags.None, false);
        _key.Clear();
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
    }

    /// <summary>Sets a text field.</summary>
    public void SetText(EventField field, ReadOnlySpan<char> text)
    {
        if (field == EventField.EventType)
        {
            var kind = text is "view" ? RowFlags.View : text is "click" ? RowFlags.Click : RowFlags.None;
            _flags = (_flags & ~(RowFlags.View | RowFlags.Click)) | kind;
        }
        else if (IsKey(field)) JavaDecoding.AppendUtf8(text, StartKey());
    }

    /// <summary>Clears the key's text, for the caller to write.</summary>
    public ByteText StartKey()
    {
        _hasKey = true;
        _key.Clear();
        return _key;
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
        var keyed = hasKey && (flags & RowFlags.HasEventTime) != 0;
        rows.Add(eventTimeMs, producerTimestampNs, flags, keyed ? keys.GetOrAdd(key) : 0);
    }

    private static (long First, long Last) TimesOf(ParseProfile profile)
    {
        if (profile.BoundEventTime) return (0, ParseProfile.MaxEventTimeMs);
        // Flink's TO_TIMESTAMP_LTZ is null before the year 0 and after 9999.
        return profile.Leniency == Leniency.Flink ? (-62_167_219_200_000, ParseProfile.MaxEventTimeMs) : (long.MinValue, long.MaxValue);
    }

    private RowFlags KindOf(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (escaped)
        {
            _unescaped.Clear();
            _unescaped.AppendText(raw, escaped);
            raw = _unescaped.Bytes;
        }
        return raw.SequenceEqual("view"u8) ? RowFlags.View : raw.SequenceEqual("click"u8) ? RowFlags.Click : RowFlags.None;
    }
}
