using CsvHelper;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// Column indexes of the used fields in a trace's header; -1 = not in the file. Names are compared without case; other columns are ignored.
/// </summary>
internal sealed class TraceColumns
{
    /// <summary>The columns of the header of <paramref name="csv"/>.</summary>
    public TraceColumns(CsvReader csv)
    {
        int IndexOf(string name) => csv.TryGetFieldIndex(name, out var index) ? index : -1;

        Count = csv.Headers.Count;
        TimeUs = IndexOf("event_time_us");
        TimeMs = IndexOf("event_time_ms");
        Ad = IndexOf("ad_id");
        AdType = IndexOf("ad_type");
        Page = IndexOf("page_id") is var pageId and >= 0 ? pageId : IndexOf("page");
        User = IndexOf("user_id");
        Producer = IndexOf("producer_id");
        EventType = IndexOf("event_type");
        Click = IndexOf("click");
        Ip = IndexOf("ip_address");
    }

    /// <summary>Number of columns.</summary>
    public int Count { get; }

    /// <summary>Whether the file has event times.</summary>
    public bool HasTime => TimeUs >= 0 || TimeMs >= 0;

    /// <summary><c>event_time_us</c>; used in preference to ms.</summary>
    public int TimeUs { get; }

    /// <summary><c>event_time_ms</c>.</summary>
    public int TimeMs { get; }

    /// <summary><c>ad_id</c>.</summary>
    public int Ad { get; }

    /// <summary><c>ad_type</c>.</summary>
    public int AdType { get; }

    /// <summary><c>page_id</c> or <c>page</c>.</summary>
    public int Page { get; }

    /// <summary><c>user_id</c>.</summary>
    public int User { get; }

    /// <summary><c>producer_id</c>.</summary>
    public int Producer { get; }

    /// <summary><c>event_type</c>.</summary>
    public int EventType { get; }

    /// <summary><c>click</c>: 0, 1, true or false.</summary>
    public int Click { get; }

    /// <summary><c>ip_address</c>.</summary>
    public int Ip { get; }
}
