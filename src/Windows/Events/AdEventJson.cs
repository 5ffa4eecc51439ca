using System.Buffers.Text;

namespace CtrBench.Windows.Events;

/// <summary>Writes events in their wire format: compact UTF-8 JSON, fields in one fixed order, nothing allocated.</summary>
internal static class AdEventJson
{
    // Everything except the event's texts and numbers: 142 for field names, quotes and commas, 10 for the longest event type.
    private const int FixedLength = 142 + 10;
    private const int MaxInt64Length = 20;
    private const int MaxIpAddressLength = 15;

    /// <summary>The most bytes that <see cref="Write"/> needs for <paramref name="e"/>.</summary>
    public static int MaxLength(in AdEvent e)
        => FixedLength + 2 * MaxInt64Length + MaxIpAddressLength + e.ProducerId.Escaped.Length + e.UserId.Escaped.Length
            + e.PageId.Escaped.Length + e.AdId.Escaped.Length + e.AdType.Escaped.Length;

    /// <summary>Writes <paramref name="e"/> and returns the bytes written.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="MaxLength"/>.</exception>
    public static int Write(in AdEvent e, Span<byte> destination)
    {
        if (destination.Length < MaxLength(e))
            throw new ArgumentException($"The event needs room for {MaxLength(e)} bytes, not {destination.Length}.", nameof(destination));
        var at = 0;
        Append(destination, ref at, "{\"producer_id\":\""u8, e.ProducerId.Escaped);
        Append(destination, ref at, "\",\"user_id\":\""u8, e.UserId.Escaped);
        Append(destination, ref at, "\",\"page_id\":\""u8, e.PageId.Escaped);
        Append(destination, ref at, "\",\"ad_id\":\""u8, e.AdId.Escaped);
        Append(destination, ref at, "\",\"ad_type\":\""u8, e.AdType.Escaped);
        Append(destination, ref at, "\",\"event_type\":\""u8, TypeOf(e.Kind));
        Append(destination, ref at, "\",\"event_time_ms\":"u8, e.EventTimeMs);
        Append(destination, ref at, ",\"producer_timestamp_ns\":"u8, e.ProducerTimestampNs);
        Append(destination, ref at, ",\"ip_address\":\""u8, (long)(e.IpAddress >> 24));
        Append(destination, ref at, "."u8, (long)(e.IpAddress >> 16 & 255));
        Append(destination, ref at, "."u8, (long)(e.IpAddress >> 8 & 255));
        Append(destination, ref at, "."u8, (long)(e.IpAddress & 255));
        Append(destination, ref at, "\"}"u8, ReadOnlySpan<byte>.Empty);
        return at;
    }

    private static ReadOnlySpan<byte> TypeOf(EventKind kind) => kind switch
    {
        EventKind.View => "view"u8,
        EventKind.Click => "click"u8,
        _ => "impression"u8,
    };

    private static void Append(Span<byte> destination, ref int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        name.CopyTo(destination[at..]);
        at += name.Length;
        text.CopyTo(destination[at..]);
        at += text.Length;
    }

    private static void Append(Span<byte> destination, ref int at, ReadOnlySpan<byte> name, long number)
    {
        name.CopyTo(destination[at..]);
        at += name.Length;
        Utf8Formatter.TryFormat(number, destination[at..], out var written);
        at += written;
    }
}
