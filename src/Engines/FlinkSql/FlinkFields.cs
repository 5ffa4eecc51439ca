using System.Globalization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The fields of a mapping as Flink SQL. Every name is in backticks, every value a literal.</summary>
internal sealed class FlinkFields
{
    private readonly EventSchema _schema;
    private readonly IReadOnlyList<SchemaField> _fields;

    /// <summary>The fields of a mapping.</summary>
    public FlinkFields(EventSchema schema)
    {
        (_schema, _fields) = (schema, [.. SchemaFields.Of(schema)]);
        var name = "event_time";
        while (_fields.Any(field => field.Names[0] == name)) name += "_";
        TimeColumn = Name(name);
    }

    /// <summary>The columns of the records: the mapping's fields and nothing else.</summary>
    public string Declared => Level(_fields, 0, TimeForms.IsText(_schema.EventTime.Form));

    /// <summary>The name of the time column, which no field has.</summary>
    public string TimeColumn { get; }

    /// <summary>The time column's value.</summary>
    public string Time
    {
        get
        {
            var form = _schema.EventTime.Form;
            var time = Number(Path(EventField.EventTimeMs)!, form);
            return Invariant($"CASE WHEN {time} BETWEEN 0 AND {TimeForms.MaxOf(form)} THEN TO_TIMESTAMP_LTZ({Ms(time, form)}, 3) END");
        }
    }

    /// <summary>The columns of a valid row: time, type, producer timestamp and key, as far as the mapping has them.</summary>
    public string Selected
    {
        get
        {
            List<string> columns = [$"{TimeColumn} AS `event_time`"];
            if (Path(EventField.EventType) is { } type) columns.Add($"{type} AS `event_type`");
            columns.Add(_schema.ProducerTimestamp is { } stamp
                ? $"{Ns(Path(EventField.ProducerTimestampNs)!, stamp.Form)} AS `producer_timestamp_ns`"
                : "CAST(NULL AS BIGINT) AS `producer_timestamp_ns`");
            if (Path(EventField.Key) is { } key) columns.Add($"{key} AS `key`");
            return string.Join(", ", columns);
        }
    }

    /// <summary>The condition that the event type is one of these values.</summary>
    public static string Is(IReadOnlyList<string> values) => $"`event_type` IN ({string.Join(", ", values.Select(SqlText.Literal))})";

    // Of a text the number that it holds; null unless it is well-formed (Flink's functions read more, and not as Spark does).
    private static string Number(string value, TimeForm form) => form switch
    {
        TimeForm.Iso8601 => $"CASE WHEN REGEXP({value}, {SqlText.Literal(IsoTime.Pattern)}) THEN {IsoMs(value)} END",
        _ when TimeForms.IsText(form) =>
            $"CASE WHEN REGEXP({value}, {SqlText.Literal(TimeForms.DigitsPattern)}) THEN TRY_CAST({value} AS BIGINT) END",
        _ => value,
    };

    // In the session's time zone, which is UTC: seconds, the first three digits of the fraction, and the offset taken away.
    private static string IsoMs(string value)
    {
        var offset = $"REGEXP_EXTRACT({value}, '([+-][0-9]{{2}}:[0-9]{{2}})$', 1)";
        return $"(UNIX_TIMESTAMP(REPLACE(SUBSTRING({value} FROM 1 FOR 19), 'T', ' ')) * 1000"
            + $" + COALESCE(CAST(SUBSTRING(RPAD(REGEXP_EXTRACT({value}, '[.]([0-9]+)', 1), 3, '0') FROM 1 FOR 3) AS INT), 0)"
            + $" - COALESCE((CAST(SUBSTRING({offset} FROM 2 FOR 2) AS INT) * 60 + CAST(SUBSTRING({offset} FROM 5 FOR 2) AS INT))"
            + $" * CASE WHEN {offset} LIKE '-%' THEN -60000 ELSE 60000 END, 0))";
    }

    private static string Level(IReadOnlyList<SchemaField> fields, int depth, bool timeIsText) => string.Join(
        ", ", fields.GroupBy(field => field.Names[depth], StringComparer.Ordinal).Select(same =>
            $"{Name(same.Key)} " + (same.First().Names.Count == depth + 1
                ? TypeOf(same.First().Field, timeIsText)
                : $"ROW<{Level([.. same], depth + 1, timeIsText)}>")));

    private static string TypeOf(EventField field, bool timeIsText) =>
        field == EventField.ProducerTimestampNs || (field == EventField.EventTimeMs && !timeIsText) ? "BIGINT" : "STRING";

    private string? Path(EventField field) =>
        _fields.FirstOrDefault(known => known.Field == field) is { } found ? string.Join('.', found.Names.Select(Name)) : null;

    private static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    // The quotient of integers is an integer (K3).
    private static string Ms(string time, TimeForm form) => TimeForms.UnitNs(form) switch
    {
        1_000_000 => time,
        > 1_000_000 and var unit => Invariant($"{time} * {unit / 1_000_000}"),
        var unit => Invariant($"{time} / {1_000_000 / unit}"),
    };

    // A product that does not fit 64 bits wraps silently.
    private static string Ns(string stamp, TimeForm form)
    {
        var unit = TimeForms.UnitNs(form);
        return unit == 1 ? stamp
            : Invariant($"CASE WHEN {stamp} BETWEEN {-(long.MaxValue / unit)} AND {long.MaxValue / unit} THEN {stamp} * {unit} END");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
