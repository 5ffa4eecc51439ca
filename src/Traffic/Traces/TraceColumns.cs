using CsvHelper;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// Column indexes of the used fields in a trace's header; -1 = not in the file. Names are compared without case; other columns are ignored,
/// and reported.
/// </summary>
internal sealed class TraceColumns
{
    private static readonly string[] ClickNames = ["click", "clicked", "clk", "is_click", "isclick"];
    private static readonly string[] TypeNames = ["event_type", "event", "action"];

    private readonly string[] _headers;
    private readonly List<int> _used = [];

    /// <summary>The columns of the header of <paramref name="csv"/>, by their own names or as <paramref name="mapping"/> says.</summary>
    /// <exception cref="TraceException">A mapped column is not in the header.</exception>
    public TraceColumns(CsvReader csv, TraceMapping mapping)
    {
        int IndexOf(string name) => csv.TryGetFieldIndex(name, out var index) ? index : -1;

        int Of(string field, params IReadOnlyList<string> names)
        {
            if (mapping.ColumnOf(field) is not { } column) return Use(names.Select(IndexOf).FirstOrDefault(index => index >= 0, -1));
            if (column == "none") return -1;
            return IndexOf(column) is >= 0 and var mapped
                ? Use(mapped)
                : throw new TraceException(
                    $"There is no column {column}, which {field} is mapped to", $"Columns: {string.Join(", ", csv.Headers)}");
        }

        int Use(int index)
        {
            if (index >= 0) _used.Add(index);
            return index;
        }

        _headers = [.. csv.Headers];
        Count = csv.Headers.Count;
        (TimeFormat, ArrivalFormat) = (mapping.TimeFormat, mapping.ArrivalFormat);
        if (mapping.ColumnOf("time") is not null) Time = Of("time");
        else if (Of("", "event_time_us") is >= 0 and var us) TimeUs = us;
        else TimeMs = Of("", "event_time_ms");
        if (mapping.ColumnOf("arrival") is not null) Arrival = Of("arrival");
        else if (Of("arrival", "arrival_time_us") is >= 0 and var arrivalUs) (Arrival, ArrivalFormat) = (arrivalUs, "us");
        else (Arrival, ArrivalFormat) = (Of("arrival", "arrival_time_ms"), "ms");
        Ad = Of("ad_id", "ad_id");
        AdType = Of("ad_type", "ad_type");
        Page = Of("page", "page_id", "page");
        User = Of("user_id", "user_id");
        Producer = Of("producer_id", "producer_id");
        EventType = Of("event_type", TypeNames);
        Click = Of("click", ClickNames);
        Ip = Of("ip_address", "ip_address");
    }

    /// <summary>The columns that are used, by the names in the file.</summary>
    public IReadOnlyList<string> Used => [.. _used.Order().Select(index => _headers[index])];

    /// <summary>The others.</summary>
    public IReadOnlyList<(string Name, int Index)> Ignored =>
        [.. _headers.Index().Where(header => !_used.Contains(header.Index)).Select(header => (header.Item, header.Index))];

    /// <summary>The column of the time as the file names it.</summary>
    public string TimeName => _headers[Time >= 0 ? Time : TimeUs >= 0 ? TimeUs : TimeMs];

    /// <summary>The column of the arrival time as the file names it.</summary>
    public string ArrivalName => Arrival < 0 ? "" : _headers[Arrival];

    /// <summary>The click column as the file names it.</summary>
    public string ClickName => Click < 0 ? "click" : _headers[Click];

    /// <summary>Unit or pattern of a mapped time; null when it is recognised by its form.</summary>
    public string? TimeFormat { get; }

    /// <summary>The mapped time, in any form.</summary>
    public int Time { get; } = -1;

    /// <summary>The time of arrival; without one the order of the file tells it.</summary>
    public int Arrival { get; } = -1;

    /// <summary>Unit or pattern of the arrival time; null when it is recognised by its form.</summary>
    public string? ArrivalFormat { get; }

    /// <summary>Number of columns.</summary>
    public int Count { get; }

    /// <summary>Whether the file has event times.</summary>
    public bool HasTime => Time >= 0 || TimeUs >= 0 || TimeMs >= 0;

    /// <summary><c>event_time_us</c>; used in preference to ms.</summary>
    public int TimeUs { get; } = -1;

    /// <summary><c>event_time_ms</c>.</summary>
    public int TimeMs { get; } = -1;

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
