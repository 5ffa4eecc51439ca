using System.Globalization;

namespace CtrBench.Engines.SparkConnect;

/// <summary>The fields of a mapping as Spark's SQL text. Every name is in backticks, every value a literal.</summary>
internal static class SparkFields
{
    /// <summary>The schema for from_json: the mapping's fields and nothing else.</summary>
    public static string Declared(EventSchema schema) =>
        Level([.. SchemaFields.Of(schema)], 0, TimeForms.IsText(schema.EventTime.Form), (name, type) => $"{name} {type}");

    /// <summary>The columns of a row: event type, event time, producer timestamp and key, as far as the mapping has them.</summary>
    public static IEnumerable<string> Columns(EventSchema schema)
    {
        var fields = SchemaFields.Of(schema).ToDictionary(field => field.Field, Path);
        if (fields.TryGetValue(EventField.EventType, out var type)) yield return $"{type} AS event_type";
        // Beyond these bounds timestamp_millis or the window expression throws, and the query dies of one record, for good (E7).
        var form = schema.EventTime.Form;
        var time = Number(fields[EventField.EventTimeMs], form);
        yield return Invariant($"CASE WHEN {time} BETWEEN 0 AND {TimeForms.MaxOf(form)} THEN ")
            + $"timestamp_millis({Ms(time, form)}) END AS event_time";
        yield return schema.ProducerTimestamp is { } stamp
            ? $"{Ns(fields[EventField.ProducerTimestampNs], stamp.Form)} AS producer_timestamp_ns"
            : "CAST(NULL AS BIGINT) AS producer_timestamp_ns";
        if (fields.TryGetValue(EventField.Key, out var key)) yield return $"{key} AS key";
    }

    /// <summary>The condition that the event type is one of these values.</summary>
    public static string Is(IReadOnlyList<string> values) => $"event_type IN ({string.Join(", ", values.Select(SparkSql.Text))})";

    /// <summary>What Spark cannot tell apart in a mapping; null where there is nothing.</summary>
    public static string? Fault(EventSchema schema)
    {
        var paths = SchemaFields.Of(schema).Select(field => field.Names).ToList();
        for (var depth = 0; depth < EventPath.MaxNames; depth++)
        {
            var alike = paths.Where(path => path.Count > depth)
                .GroupBy(path => EventPath.Of(path.Take(depth + 1)), StringComparer.OrdinalIgnoreCase)
                .Select(group => group.Select(path => EventPath.Of(path.Take(depth + 1))).Distinct(StringComparer.Ordinal).ToList())
                .FirstOrDefault(names => names.Count > 1);
            if (alike is not null)
                return $"'{alike[0]}' and '{alike[1]}' differ in upper and lower case alone, and Spark takes them for one name";
        }

        return null;
    }

    // Of a text the number that it holds; null unless it is well-formed (a cast reads more, and not as Flink does).
    private static string Number(string value, TimeForm form) => form switch
    {
        TimeForm.Iso8601 => $"CASE WHEN {value} RLIKE {SparkSql.Text(IsoTime.Pattern)} THEN unix_millis(TRY_CAST("
            + $"CASE WHEN length({value}) < 20 OR {value} RLIKE '[.][0-9]*$' THEN concat({value}, 'Z') ELSE {value} END AS TIMESTAMP)) END",
        _ when TimeForms.IsText(form) =>
            $"CASE WHEN {value} RLIKE {SparkSql.Text(TimeForms.DigitsPattern)} THEN TRY_CAST({value} AS BIGINT) END",
        _ => value,
    };

    private static string Level(
        IReadOnlyList<SchemaField> fields, int depth, bool timeIsText, Func<string, string, string> declare) => string.Join(
        ", ", fields.GroupBy(field => field.Names[depth], StringComparer.Ordinal).Select(same => declare(
            Name(same.Key), same.First().Names.Count == depth + 1
                ? TypeOf(same.First().Field, timeIsText)
                : $"STRUCT<{Level([.. same], depth + 1, timeIsText, (name, type) => $"{name}: {type}")}>")));

    private static string TypeOf(EventField field, bool timeIsText) =>
        field == EventField.ProducerTimestampNs || (field == EventField.EventTimeMs && !timeIsText) ? "BIGINT" : "STRING";

    private static string Path(SchemaField field) => "e." + string.Join('.', field.Names.Select(Name));

    private static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private static string Ms(string time, TimeForm form) => TimeForms.UnitNs(form) switch
    {
        1_000_000 => time,
        > 1_000_000 and var unit => Invariant($"{time} * {unit / 1_000_000}"),
        var unit => Invariant($"{time} DIV {1_000_000 / unit}"),
    };

    // A product that does not fit 64 bits ends the query in ANSI mode, Spark 4's default.
    private static string Ns(string stamp, TimeForm form)
    {
        var unit = TimeForms.UnitNs(form);
        return unit == 1 ? stamp
            : Invariant($"CASE WHEN {stamp} BETWEEN {-(long.MaxValue / unit)} AND {long.MaxValue / unit} THEN {stamp} * {unit} END");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
