using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CtrBench.Windows.Testing;

/// <summary>
/// One record of the events topic in a unit test. A twin always reads it from its bytes with its own engine's parser, so that odd JSON is
/// read as by that engine (K10).
/// </summary>
public readonly record struct TestRecord
{
    private readonly byte[]? _value;

    private TestRecord(byte[]? value, int partition) => (_value, Partition) = (value, partition);

    /// <summary>Its partition.</summary>
    public int Partition { get; }

    /// <summary>Whether its value is null.</summary>
    public bool IsTombstone => _value is null;

    /// <summary>Its value as stored; empty for a tombstone.</summary>
    public ReadOnlySpan<byte> Value => _value;

    /// <summary>A view at an event time, epoch ms.</summary>
    public static TestRecord View(long eventTimeMs, int partition = 0, string? key = null) =>
        Of(EventKind.View, eventTimeMs, partition, key);

    /// <summary>A click at an event time, epoch ms.</summary>
    public static TestRecord Click(long eventTimeMs, int partition = 0, string? key = null) =>
        Of(EventKind.Click, eventTimeMs, partition, key);

    /// <summary>
    /// An event of any kind at an event time, epoch ms. <paramref name="key"/> is the value of every field that a query can group by; its
    /// producer timestamp is its event time.
    /// </summary>
    public static TestRecord Of(EventKind kind, long eventTimeMs, int partition = 0, string? key = null)
    {
        var type = kind switch { EventKind.View => "view", EventKind.Click => "click", _ => "impression" };
        var stamp = ((Int128)eventTimeMs * 1_000_000).ToString(CultureInfo.InvariantCulture);
        var text = key is null ? "null" : $"\"{JsonEncodedText.Encode(key)}\"";
        return Json(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"producer_id":{{text}},"page_id":{{text}},"ad_id":{{text}},"ad_type":{{text}},"event_type":"{{type}}","event_time_ms":"""
            + $$"""{{eventTimeMs}},"producer_timestamp_ns":{{stamp}}}"""),
            partition);
    }

    /// <summary>An event with all nine fields, as our producers write it.</summary>
    internal static TestRecord Of(in AdEvent e, int partition = 0)
    {
        var value = new byte[AdEventJson.MaxLength(e)];
        return new TestRecord(value[..AdEventJson.Write(e, value)], partition);
    }

    /// <summary>Any text as value, good or bad.</summary>
    public static TestRecord Json(string text, int partition = 0) => new(Encoding.UTF8.GetBytes(text), partition);

    /// <summary>A record without a value.</summary>
    public static TestRecord Tombstone(int partition = 0) => new(null, partition);

    /// <summary>Partition and value, for messages of failed tests.</summary>
    public override string ToString() => $"p{Partition} {(IsTombstone ? "tombstone" : Encoding.UTF8.GetString(Value))}";
}
