using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsvHelper;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Traces;

/// <summary>One line of a trace to one row; texts are stored once, in order of first occurrence.</summary>
internal sealed class TraceLineParser(TraceColumns columns)
{
    private readonly Dictionary<TraceAd, int> _ads = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);

    /// <summary>The distinct ads so far.</summary>
    public IReadOnlyList<TraceAd> Ads => [.. _ads.Keys];

    /// <summary>The distinct users so far.</summary>
    public IReadOnlyList<string> Users => [.. _users.Keys];

    /// <summary>The distinct producers so far.</summary>
    public IReadOnlyList<string> Producers => [.. _producers.Keys];

    /// <summary>Rows whose address was replaced.</summary>
    public long ReplacedAddresses { get; private set; }

    /// <summary>The row of the current line of <paramref name="csv"/>; null with the reason when the line is broken.</summary>
    public TraceRow? Parse(CsvReader csv, out string reason)
    {
        reason = WrongShape(csv) ?? "";
        if (reason.Length > 0) return null;
        if (TimeUs(csv, out reason) is not { } timeUs) return null;
        if (LatenessUs(csv, timeUs, out reason) is not { } latenessUs) return null;
        if (Click(csv, out reason) is not { } click) return null;

        var ad = new TraceAd(Text(csv, columns.Ad), Text(csv, columns.AdType), Text(csv, columns.Page));
        var isClick = string.Equals(Text(csv, columns.EventType), "click", StringComparison.OrdinalIgnoreCase);
        return new TraceRow(
            timeUs,
            ad == default ? -1 : IndexOf(_ads, ad),
            Text(csv, columns.User) is { } user ? IndexOf(_users, user) : -1,
            Text(csv, columns.Producer) is { } producer ? IndexOf(_producers, producer) : -1,
            Text(csv, columns.Ip) is { } ip ? Address(ip) : 0,
            isClick ? EventKind.Click : EventKind.View,
            click,
            latenessUs);
    }

    private string? WrongShape(CsvReader csv)
    {
        var wrong = csv.FieldCount < columns.Count;
        for (var i = columns.Count; i < csv.FieldCount; i++) wrong |= !csv[i].IsEmpty;
        return wrong ? $"{csv.FieldCount} columns, the header has {columns.Count}" : null;
    }

    private long? TimeUs(CsvReader csv, out string reason)
    {
        if (columns.Time >= 0) return MappedUs(csv, out reason);
        var inUs = columns.TimeUs >= 0;
        var name = inUs ? "event_time_us" : "event_time_ms";
        var text = csv.GetString(inUs ? columns.TimeUs : columns.TimeMs);
        reason = "";
        if (!long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var time))
            reason = $"{name} '{Shorten(text)}' is not a whole number" + DateHint(text);
        else if (time < 0)
            reason = $"{name} {text} is negative";
        else if (time > ParseProfile.MaxEventTimeMs * (inUs ? 1_000 : 1))
            reason = $"{name} {text} is beyond the year 9999" + (inUs ? "" : "; are these microseconds?");
        return reason.Length > 0 ? null : inUs ? time : time * 1_000;
    }

    private long? MappedUs(CsvReader csv, out string reason)
    {
        var text = csv.GetString(columns.Time);
        var us = TraceTime.Parse(text, columns.TimeFormat);
        reason = us is not null ? ""
            : $"{columns.TimeName} '{Shorten(text)}' is not a time{(columns.TimeFormat is { } format ? $" of the form {format}" : "")}";
        return us;
    }

    private long? LatenessUs(CsvReader csv, long timeUs, out string reason)
    {
        reason = "";
        if (columns.Arrival < 0) return 0;
        var text = csv.GetString(columns.Arrival);
        if (TraceTime.Parse(text, columns.ArrivalFormat) is { } us) return us - timeUs;
        reason = $"{columns.ArrivalName} '{Shorten(text)}' is not a time"
            + (columns.ArrivalFormat is { } form ? $" of the form {form}" : "");
        return null;
    }

    private static string DateHint(string text) => TraceTime.LooksLikeOne(text) ? " but a date" : "";

    private TraceClick? Click(CsvReader csv, out string reason)
    {
        reason = "";
        switch (Text(csv, columns.Click)?.ToLowerInvariant())
        {
            case null: return TraceClick.Unknown;
            case "0" or "false": return TraceClick.No;
            case "1" or "true": return TraceClick.Yes;
            case var other:
                reason = $"{columns.ClickName} '{Shorten(other)}' is not one of 0, 1, true, false";
                return null;
        }
    }

    private uint Address(string text)
    {
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork)
        {
            Span<byte> bytes = stackalloc byte[4];
            address.TryWriteBytes(bytes, out _);
            var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (DocumentationAddresses.Contains(number)) return number;
        }

        // A real address is personal data, and events go to logs and topics: the same text always gets the same documentation address.
        ReplacedAddresses++;
        return DocumentationAddresses.Of((uint)Partitioner.Murmur2(Encoding.UTF8.GetBytes(text)));
    }

    private static string? Text(CsvReader csv, int column)
    {
        if (column < 0 || csv[column].IsEmpty) return null;
        var text = csv.GetString(column).Trim();
        return text.Length == 0 ? null : text;
    }

    private static int IndexOf<T>(Dictionary<T, int> index, T item) where T : notnull
    {
        if (index.TryGetValue(item, out var known)) return known;
        index.Add(item, index.Count);
        return index.Count - 1;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
