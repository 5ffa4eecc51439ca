using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CtrBench.Windows.Events;

/// <summary>
/// Writes events by a mapping: compact UTF-8 JSON with its fields alone, nothing allocated. The key is the ad; the event type is the first
/// of the mapping's values, and a text that is none of them for an event that is neither view nor click.
/// </summary>
internal sealed class MappedEventJson
{
    // Of an int64, and of an ISO time with its quotes.
    private const int MaxTimeLength = 26;

    private readonly List<(byte[] Before, EventField Field)> _values = [];
    private readonly byte[][] _types = new byte[3][];
    private readonly TimeForm _eventTime;
    private readonly TimeForm _producerTimestamp;
    private readonly int _fixedLength;

    /// <summary>A writer for a mapping.</summary>
    public MappedEventJson(EventSchema schema)
    {
        (_eventTime, _producerTimestamp) = (schema.EventTime.Form, schema.ProducerTimestamp?.Form ?? TimeForm.EpochNs);
        var (views, clicks) = (schema.EventType?.Views ?? [], schema.EventType?.Clicks ?? []);
        var other = "other";
        while (views.Contains(other) || clicks.Contains(other)) other += "-";
        _types[(int)EventKind.Other] = Quoted(other);
        _types[(int)EventKind.View] = Quoted(views.FirstOrDefault() ?? other);
        _types[(int)EventKind.Click] = Quoted(clicks.FirstOrDefault() ?? other);
        var before = new StringBuilder();
        Add([.. SchemaFields.Of(schema)], 0, before);
        _values.Add((Encoding.UTF8.GetBytes(before.ToString()), EventField.None));
        _fixedLength = _values.Sum(value => value.Before.Length) + _values.Count * MaxTimeLength + _types.Max(type => type.Length);
    }

    /// <summary>The most bytes that <see cref="Write"/> needs for <paramref name="e"/>.</summary>
    public int MaxLength(in AdEvent e) => _fixedLength + 2 + e.AdId.Escaped.Length;

    /// <summary>Writes <paramref name="e"/>, which fits <paramref name="destination"/>, and returns the bytes written.</summary>
    public int Write(in AdEvent e, Span<byte> destination)
    {
        var at = 0;
        foreach (var (before, field) in _values)
        {
            Append(destination, ref at, before);
            switch (field)
            {
                case EventField.EventTimeMs:
                    AppendTime(destination, ref at, e.EventTimeMs);
                    break;
                case EventField.ProducerTimestampNs:
                    Append(destination, ref at, Number(_producerTimestamp, e.ProducerTimestampNs, 1));
                    break;
                case EventField.EventType:
                    Append(destination, ref at, _types[(int)e.Kind]);
                    break;
                case EventField.Key:
                    destination[at++] = (byte)'"';
                    Append(destination, ref at, e.AdId.Escaped);
                    destination[at++] = (byte)'"';
                    break;
            }
        }

        return at;
    }

    /// <summary>The event time, epoch ms, that a reader finds in a record with this one: whole units of the form.</summary>
    public static long AsWritten(EventSchema schema, long eventTimeMs) =>
        TimeForms.UnitNs(schema.EventTime.Form) is > 1_000_000 and var unit
            ? eventTimeMs - (eventTimeMs % (unit / 1_000_000) + unit / 1_000_000) % (unit / 1_000_000)
            : eventTimeMs;

    private void AppendTime(Span<byte> destination, ref int at, long eventTimeMs)
    {
        var quote = TimeForms.IsText(_eventTime);
        if (quote) destination[at++] = (byte)'"';
        if (_eventTime == TimeForm.Iso8601)
        {
            // Within the years that a DateTime has; no event of a workload is outside.
            var time = DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(eventTimeMs, -62_135_596_800_000, ParseProfile.MaxEventTimeMs));
            time.TryFormat(destination[at..], out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            at += written;
        }
        else Append(destination, ref at, Number(_eventTime, eventTimeMs, 1_000_000));

        if (quote) destination[at++] = (byte)'"';
    }

    // In whole units of the form; an Int128 in between, since nanoseconds of a far event time do not fit 64 bits.
    private static long Number(TimeForm form, long value, long unitNs) =>
        (long)Int128.Clamp((Int128)value * unitNs / TimeForms.UnitNs(form), long.MinValue, long.MaxValue);

    private void Add(IReadOnlyList<SchemaField> fields, int depth, StringBuilder before)
    {
        var separator = '{';
        foreach (var same in fields.GroupBy(field => field.Names[depth], StringComparer.Ordinal))
        {
            before.Append(separator).Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(same.Key)).Append("\":");
            separator = ',';
            var first = same.First();
            if (first.Names.Count > depth + 1)
            {
                Add([.. same], depth + 1, before);
                continue;
            }

            _values.Add((Encoding.UTF8.GetBytes(before.ToString()), first.Field));
            before.Clear();
        }

        before.Append('}');
    }

    private static byte[] Quoted(string text) => Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"");

    private static void Append(Span<byte> destination, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        at += bytes.Length;
    }

    private static void Append(Span<byte> destination, ref int at, long number)
    {
        Utf8Formatter.TryFormat(number, destination[at..], out var written);
        at += written;
    }
}
