using System.Globalization;
using System.Text;
using CtrBench.Engines.SparkConnect.Wire;
using CtrBench.Traffic.Kafka;
using Google.Protobuf.Collections;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// The window job as Spark's plan. Every column is SQL text that the server parses. The plan contains the user's secrets: it is sent, but
/// never printed.
/// </summary>
internal static class SparkQueryPlan
{
    // All nine, although the query needs four: a broken field takes the whole record with it or not depending on what is declared (E9).
    private const string NineFields =
        "producer_id STRING, user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, event_type STRING, event_time_ms BIGINT, "
        + "producer_timestamp_ns BIGINT, ip_address STRING";

    // Beyond these bounds timestamp_millis or the window expression throws, and the query dies of one record, for good (E7).
    private const string BoundedTime =
        "CASE WHEN e.event_time_ms BETWEEN 0 AND 253402300799999 THEN timestamp_millis(e.event_time_ms) END AS event_time";

    /// <summary>The command that starts the query.</summary>
    /// <exception cref="QueryRefusedException">A setting has no counterpart in Spark; named.</exception>
    public static StartStream Start(SparkJob job)
    {
        SparkRefusals.ThrowIfRefused(job.Query);
        var settings = job.Query.MicroBatch;
        var start = new StartStream
        {
            Input = Output(Aggregated(Rows(Events(job), job.Query), job.Query), job),
            Format = "kafka",
            OutputMode = settings.OutputMode == OutputMode.Append ? "append" : "update",
            QueryName = job.Name,
        };
        AddKafka(start.Options, job.Kafka);
        start.Options["topic"] = job.ResultsTopic;
        start.Options["checkpointLocation"] = job.CheckpointLocation;
        // Without it a missing results topic is detected only 60 s after the first result (E5).
        start.Options["kafka.max.block.ms"] = "20000";
        // The same in every engine: the default differs between client versions (K11).
        start.Options["kafka.linger.ms"] = "0";
        if (settings.AvailableNow) start.AvailableNow = true;
        // No trigger at all means back to back (S21).
        else if (settings.TriggerIntervalMs > 0) start.ProcessingTime = SparkSql.Interval(settings.TriggerIntervalMs);
        return start;
    }

    private static Relation Events(SparkJob job)
    {
        var source = new Read.Types.Source { Format = "kafka" };
        var settings = job.Query.MicroBatch;
        AddKafka(source.Options, job.Kafka);
        // Of the source alone: a producer has no such property.
        if (job.Kafka.Isolation is { } isolation) source.Options["kafka." + KafkaIsolation.Property] = isolation;
        source.Options["subscribe"] = job.EventsTopic;
        source.Options["startingOffsets"] = "earliest";
        // Records removed by retention end the query instead of being silently skipped, unless it was asked to continue.
        source.Options["failOnDataLoss"] = job.Query.Delivery.FailOnDataLoss ? "true" : "false";
        if (settings.MaxOffsetsPerTrigger is { } most) source.Options["maxOffsetsPerTrigger"] = Number(most);
        if (settings.MinOffsetsPerTrigger is { } least)
        {
            source.Options["minOffsetsPerTrigger"] = Number(least);
            source.Options["maxTriggerDelay"] = Number(settings.MaxTriggerDelayMs) + "ms";
        }

        return new Relation { Read = new Read { IsStreaming = true, Source = source } };
    }

    private static Relation Rows(Relation events, CtrQuery query)
    {
        if (query.Schema is { } schema) return MappedRows(events, schema, query);
        var parsed = Project(events, $"from_json(CAST(value AS STRING), '{NineFields}') AS e");
        List<string> columns =
        [
            "e.event_type AS event_type",
            query.BoundEventTime ? BoundedTime : "timestamp_millis(e.event_time_ms) AS event_time",
            "e.producer_timestamp_ns AS producer_timestamp_ns",
        ];
        if (Key(query) is { } key) columns.Add($"e.{key} AS {key}");
        var rows = Project(parsed, [.. columns]);
        return query.MicroBatch.FilterEventTypes
            ? new Relation { Filter = new Filter { Input = rows, Condition = Sql("event_type IN ('view', 'click')") } }
            : rows;
    }

    private static Relation MappedRows(Relation events, EventSchema schema, CtrQuery query)
    {
        var parsed = Project(events, $"from_json(CAST(value AS STRING), {SparkSql.Text(SparkFields.Declared(schema))}) AS e");
        var rows = Project(parsed, [.. SparkFields.Columns(schema)]);
        return query.MicroBatch.FilterEventTypes && schema.EventType is { } type
            ? new Relation { Filter = new Filter { Input = rows, Condition = Sql(SparkFields.Is([.. type.Views, .. type.Clicks])) } }
            : rows;
    }

    private static Relation Aggregated(Relation rows, CtrQuery query)
    {
        var marked = new Watermark { Input = rows, EventTimeColumn = "event_time", Delay = SparkSql.Interval(query.WatermarkDelayMs) };
        var slide = query.SlideMs is { } slideMs ? $", '{SparkSql.Interval(slideMs)}'" : "";
        var windows = new Aggregate
        {
            Input = new Relation { Watermark = marked },
            Grouping = Aggregate.Types.Grouping.GroupBy,
            Keys = { Sql($"window(event_time, '{SparkSql.Interval(query.WindowMs)}'{slide})") },
            Values =
            {
                Sql($"{Count(query.Schema, type => type.Views, "event_type = 'view'", "count(1)")} AS views"),
                Sql($"{Count(query.Schema, type => type.Clicks, "event_type = 'click'", "count_if(false)")} AS clicks"),
                Sql("max(producer_timestamp_ns) AS max_ns"),
            },
        };
        if (Key(query) is { } key) windows.Keys.Add(Sql(key));
        return new Relation { Aggregate = windows };
    }

    private static Relation Output(Relation windows, SparkJob job)
    {
        var key = Key(job.Query) is { } name ? $", 'key', {name}" : "";
        // Null without views, by a CASE: division by zero ends a query in ANSI mode, Spark 4's default (K2).
        var value =
            "to_json(named_struct('window_start_ms', unix_millis(`window`.`start`), 'window_end_ms', unix_millis(`window`.`end`), "
            + "'views', views, 'clicks', clicks, "
            + "'ctr', CASE WHEN views > 0 THEN CAST(clicks AS DOUBLE) / CAST(views AS DOUBLE) ELSE NULL END, "
            + $"'max_producer_timestamp_ns', max_ns{key}), map('ignoreNullFields', 'false')) AS value";
        List<string> columns = ["CAST(unix_millis(`window`.`start`) AS STRING) AS key", value];
        if (job.Kafka.RunMark is { } mark)
            columns.Add($"array(named_struct('key', '{KafkaHeaders.Run}', 'value', {SparkSql.Binary(mark)})) AS headers");
        return Project(windows, [.. columns]);
    }

    private static void AddKafka(MapField<string, string> options, KafkaSettings kafka)
    {
        foreach (var (name, value) in KafkaJavaOptions.Of(kafka.Properties)) options["kafka." + name] = value;
        options["kafka.bootstrap.servers"] = kafka.BootstrapServers;
    }

    private static string Count(
        EventSchema? schema, Func<TypeField, IReadOnlyList<string>> values, string ofNineFields, string withoutType)
    {
        if (schema is null) return $"count_if({ofNineFields})";
        if (schema.EventType is not { } type) return withoutType;
        return values(type).Count == 0 ? "count_if(false)" : $"count_if({SparkFields.Is(values(type))})";
    }

    private static string? Key(CtrQuery query) => Enum.IsDefined(query.GroupBy)
        ? GroupFieldName.Of(query.GroupBy)
        : throw new QueryRefusedException(QueryFields.GroupBy, $"{query.GroupBy} is not a field of an event");

    private static Relation Project(Relation input, params string[] columns)
    {
        var project = new Project { Input = input };
        project.Columns.AddRange(columns.Select(Sql));
        return new Relation { Project = project };
    }

    private static Expr Sql(string text) => new() { Sql = new Expr.Types.SqlExpr { Text = text } };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Everything that defines one streaming query.</summary>
/// <param name="Query">The window job.</param>
/// <param name="EventsTopic">The topic that it reads.</param>
/// <param name="ResultsTopic">Topic that it writes.</param>
/// <param name="Kafka">The brokers as seen from the server, and the client's security properties.</param>
/// <param name="Name">Name of the query, unique on the server.</param>
/// <param name="CheckpointLocation">Its checkpoint folder, on the server's file system.</param>
internal sealed record SparkJob(
    CtrQuery Query, string EventsTopic, string ResultsTopic, KafkaSettings Kafka, string Name, string CheckpointLocation);

/// <summary>Values as Spark's SQL text.</summary>
internal static class SparkSql
{
    /// <summary>A duration in its largest exact unit: <c>10 seconds</c>, <c>1500 milliseconds</c>.</summary>
    public static string Interval(long ms) =>
        ms % 1_000 == 0 ? Invariant($"{ms / 1_000} seconds") : Invariant($"{ms} milliseconds");

    /// <summary>A string literal.</summary>
    public static string Text(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    /// <summary>The UTF-8 bytes of a text as a binary literal.</summary>
    public static string Binary(string text) => "X'" + Convert.ToHexString(Encoding.UTF8.GetBytes(text)) + "'";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
