using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// Which columns of a file stand for the fields of a trace, as text: <c>time=click_time,click=is_attributed,ad_id=app</c>. A time can have
/// a unit or a pattern: <c>time=timestamp:s</c>, <c>time=hour:yyMMddHH</c>.
/// </summary>
internal sealed class TraceMapping
{
    /// <summary>The setting that names the columns.</summary>
    public const string ColumnsSetting = $"{nameof(Workload)}.{nameof(Workload.TraceColumns)}";

    /// <summary>The fields that can be mapped.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["time", "ad_id", "ad_type", "page", "user_id", "producer_id", "event_type", "click", "ip_address"];

    /// <summary>Nothing is mapped: columns are found by their own names.</summary>
    public static readonly TraceMapping None = new([]);

    private readonly Dictionary<string, string> _columns;

    private TraceMapping(Dictionary<string, string> columns) => _columns = columns;

    /// <summary>Unit or pattern of the mapped time; null when it is recognised by its form.</summary>
    public string? TimeFormat { get; private init; }

    /// <summary>The column that stands for a field; null where none is named.</summary>
    public string? ColumnOf(string field) => _columns.GetValueOrDefault(field);

    /// <summary>Reads the text; null for nothing mapped.</summary>
    /// <exception cref="TraceException">It is not a mapping, or names a field that traces do not have.</exception>
    public static TraceMapping Parse(string? text)
    {
        if (text is null) return None;
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        string? format = null;
        foreach (var part in text.Split(','))
        {
            if (part.Split('=', 2) is not [var field, var column] || column.Trim().Length == 0)
                throw new TraceException($"'{part}' does not map a column", "Write field=column, such as time=click_time,click=clicked");
            field = field.Trim();
            column = column.Trim();
            if (!Fields.Contains(field))
                throw new TraceException($"'{field}' is not a field of a trace", $"Fields: {string.Join(", ", Fields)}");
            if (field == "time" && column.Split(':', 2) is [var name, var unit]) (column, format) = (name, unit);
            if (!columns.TryAdd(field, column)) throw new TraceException($"'{field}' is mapped twice", "Name one column for it");
        }

        return new TraceMapping(columns) { TimeFormat = format };
    }
}
