using System.Globalization;
using System.Text;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The query as Flink SQL. Every name that could be a reserved word, such as <c>views</c>, is in backticks.</summary>
internal static class FlinkSqlText
{
    /// <summary>Largest event time of the year 9999, epoch ms: after it TO_TIMESTAMP_LTZ gives null.</summary>
    private const long MaxEventTimeMs = 253_402_300_799_999;

    private const string EventsTable = "ad_events";
    private const string ValidView = "ad_events_valid";
    private const string ResultsTable = "ctr_results";

    /// <summary>Longest time that a broker keeps a transaction open by default, ms; the connector's default is longer, and fails.</summary>
    private const long MaxTransactionMs = 900_000;

    /// <summary>The tables and the statement for a query, with the session's settings.</summary>
    public static FlinkScript Script(CtrQuery query, FlinkJobNames names, KafkaSettings kafka, FlinkSettings settings)
    {
        // Flink's errors list the options of the tables that a statement reads, so each statement carries all secrets to redact.
        var client = FlinkKafkaProperties.Of(kafka);
        return new FlinkScript(
            FlinkSessionSettings.Of(query, names.Job, settings),
            [
                new FlinkStatement(Events(query, names, client), client.Secrets),
                new FlinkStatement(View(query.Schema), client.Secrets),
                new FlinkStatement(Results(query, names, client, kafka.RunMark is not null), client.Secrets),
            ],
            new FlinkStatement(Insert(query, kafka.RunMark), client.Secrets));
    }

    private static string Events(CtrQuery query, FlinkJobNames names, FlinkKafkaProperties client)
    {
        // An out-of-range time must not move the watermark either, and the watermark is computed in the source, before any filter.
        var time = query.BoundEventTime
            ? FormattableString.Invariant(
                $"CASE WHEN `event_time_ms` BETWEEN 0 AND {MaxEventTimeMs} THEN TO_TIMESTAMP_LTZ(`event_time_ms`, 3) END")
            : "TO_TIMESTAMP_LTZ(`event_time_ms`, 3)";
        var fields = query.Schema is { } schema ? new FlinkFields(schema) : null;
        var declared = fields?.Declared
            ?? """
            `producer_id` STRING, `user_id` STRING, `page_id` STRING, `ad_id` STRING, `ad_type` STRING, `event_type` STRING,
              `event_time_ms` BIGINT, `producer_timestamp_ns` BIGINT, `ip_address` STRING
            """;
        var name = fields?.TimeColumn ?? "`event_time`";
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            CREATE TEMPORARY TABLE `{EventsTable}` (
              {declared},
              {name} AS {fields?.Time ?? time},
              WATERMARK FOR {name} AS {name} - {SqlText.Interval(query.WatermarkDelayMs)}
            )
            """);
        List<(string, string)> isolation = client.Isolation is { } level ? [("properties." + KafkaIsolation.Property, level)] : [];
        return With(text, [
            ("connector", "kafka"), ("topic", names.EventsTopic), .. client.All, .. isolation,
            // A job's position is in its own state: nothing is stored on the broker.
            ("properties.group.id", names.Job), ("properties.commit.offsets.on.checkpoint", "false"),
            ("scan.startup.mode", "earliest-offset"), ("scan.topic-partition-discovery.interval", "0"),
            ("scan.watermark.emit.strategy", query.Continuous.EmitStrategy == EmitStrategy.OnEvent ? "on-event" : "on-periodic"),
            ("format", "json"), ("json.ignore-parse-errors", "true"), ("json.fail-on-missing-field", "false"),
        ]);
    }

    private static string View(EventSchema? schema)
    {
        var fields = schema is null ? null : new FlinkFields(schema);
        return $"CREATE TEMPORARY VIEW `{ValidView}` AS SELECT {fields?.Selected ?? "*"} FROM `{EventsTable}` "
            + $"WHERE {fields?.TimeColumn ?? "`event_time`"} IS NOT NULL";
    }

    private static string Results(CtrQuery query, FlinkJobNames names, FlinkKafkaProperties client, bool marked)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            CREATE TEMPORARY TABLE `{ResultsTable}` (
              `k` STRING, `window_start_ms` BIGINT, `window_end_ms` BIGINT, `views` BIGINT, `clicks` BIGINT, `ctr` DOUBLE,
              `max_producer_timestamp_ns` BIGINT
            """);
        if (query.GroupBy != GroupField.None) text.Append(", `key` STRING");
        if (marked) text.Append(",\n  `headers` MAP<STRING NOT NULL, BYTES> METADATA");
        text.Append("\n)");
        List<(string, string)> options =
        [
            ("connector", "kafka"), ("topic", names.ResultsTopic), .. client.All,
            // Results are not batched: the client's default linger of 5 ms would add latency that is not the engine's.
            ("properties.linger.ms", "0"),
            ("key.format", "raw"), ("key.fields", "k"), ("value.format", "json"), ("value.fields-include", "EXCEPT_KEY"),
            ("sink.partitioner", "default"),
        ];
        if (query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce)
        {
            options.AddRange(
            [
                ("sink.delivery-guarantee", "exactly-once"), ("sink.transactional-id-prefix", names.Job),
                ("properties.transaction.timeout.ms", MaxTransactionMs.ToString(CultureInfo.InvariantCulture)),
            ]);
        }
        else options.Add(("sink.delivery-guarantee", "at-least-once"));

        return With(text, options);
    }

    private static string Insert(CtrQuery query, string? mark)
    {
        var legacy = query.Continuous.AggregationPhase == AggregationPhase.Legacy;
        var size = SqlText.Interval(query.WindowMs);
        // TUMBLE takes the size alone, HOP the slide and then the size.
        var (windows, sizes) = query.SlideMs is { } slideMs ? ("HOP", $"{SqlText.Interval(slideMs)}, {size}") : ("TUMBLE", size);
        var start = legacy ? $"{windows}_START(`event_time`, {sizes})" : "`window_start`";
        var group = Column(query.GroupBy);
        List<string> by = legacy ? [$"{windows}(`event_time`, {sizes})"] : ["`window_start`", "`window_end`"];
        if (group is not null) by.Add(group);
        // Whole seconds via text: TIMESTAMPDIFF is an INT and overflows in 2038.
        var startMs = $"UNIX_TIMESTAMP(DATE_FORMAT({start}, 'yyyy-MM-dd HH:mm:ss')) * 1000"
            + (query.StepMs % 1000 == 0 ? "" : $" + EXTRACT(MILLISECOND FROM {start})");
        var from = legacy
            ? $"`{ValidView}`"
            : $"TABLE({windows}(TABLE `{ValidView}`, DESCRIPTOR(`event_time`), {sizes}))";
        var key = group is null ? "" : ", `key`";
        var headers = mark is null ? "" : $", MAP[{SqlText.Literal(KafkaHeaders.Run)}, ENCODE({SqlText.Literal(mark)}, 'UTF-8')]";
        return FormattableString.Invariant($"""
            INSERT INTO `{ResultsTable}`
            SELECT CAST(`s` AS STRING), `s`, `s` + {query.WindowMs}, `views`, `clicks`,
                   CAST(`clicks` AS DOUBLE) / NULLIF(`views`, CAST(0 AS BIGINT)), `max_ns`{key}{headers}
            FROM (SELECT {startMs} AS `s`,
                         {Count(query.Schema, type => type.Views, "`event_type` = 'view'", "COUNT(*)")} AS `views`,
                         {Count(query.Schema, type => type.Clicks, "`event_type` = 'click'", None)} AS `clicks`,
                         MAX(`producer_timestamp_ns`) AS `max_ns`{(group is null ? "" : $", {group} AS `key`")}
                  FROM {from}
                  GROUP BY {string.Join(", ", by)})
            """);
    }

    private const string None = "COUNT(*) FILTER (WHERE FALSE)";

    private static string Count(
        EventSchema? schema, Func<TypeField, IReadOnlyList<string>> values, string ofNineFields, string withoutType)
    {
        if (schema is null) return $"COUNT(*) FILTER (WHERE {ofNineFields})";
        if (schema.EventType is not { } type) return withoutType;
        return values(type).Count == 0 ? None : $"COUNT(*) FILTER (WHERE {FlinkFields.Is(values(type))})";
    }

    private static string? Column(GroupField field)
    {
        if (!Enum.IsDefined(field))
            throw new QueryRefusedException(QueryFields.GroupBy, $"{field} is not a field of the event");
        return GroupFieldName.Of(field) is { } name ? $"`{name}`" : null;
    }

    private static string With(StringBuilder text, IEnumerable<(string Name, string Value)> options)
    {
        text.Append(" WITH (");
        var first = true;
        foreach (var (name, value) in options)
        {
            text.Append(first ? "\n  " : ",\n  ").Append(SqlText.Literal(name)).Append(" = ").Append(SqlText.Literal(value));
            first = false;
        }

        return text.Append("\n)").ToString();
    }
}

/// <summary>Flink SQL literals.</summary>
internal static class SqlText
{
    /// <summary>A character literal.</summary>
    public static string Literal(string text) => $"'{Escape(text)}'";

    /// <summary>A text escaped for use inside quotes.</summary>
    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>
    /// An interval of this many ms. The default precision of SECOND is two digits, so longer intervals state theirs; whole seconds have no
    /// fraction.
    /// </summary>
    public static string Interval(long ms)
    {
        var (seconds, fraction) = Math.DivRem(ms, 1000);
        var digits = Math.Max(2, seconds.ToString(CultureInfo.InvariantCulture).Length);
        return (digits, fraction) switch
        {
            (2, 0) => FormattableString.Invariant($"INTERVAL '{seconds}' SECOND"),
            (_, 0) => FormattableString.Invariant($"INTERVAL '{seconds}' SECOND({digits})"),
            _ => FormattableString.Invariant($"INTERVAL '{seconds}.{fraction:000}' SECOND({digits}, 3)"),
        };
    }

    /// <summary>A duration in the format of Flink's settings.</summary>
    public static string Duration(long ms) => FormattableString.Invariant($"{ms} ms");
}
