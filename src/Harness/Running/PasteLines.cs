using System.Globalization;
using CtrBench.Engines.FlinkSql;
using CtrBench.Harness.Advice;

namespace CtrBench.Harness.Running;

/// <summary>The lines that set an advice on the engines.</summary>
internal static class PasteLines
{
    /// <summary>The lines of one engine's advice; none where there is no delay to set.</summary>
    public static IReadOnlyList<EngineLines> Of(EngineAdvice advice, CtrQuery query) => advice.DelayMs is not { } delayMs
        ? []
        : advice.Engine.Family == EngineFamily.MicroBatch
            ? [new("Spark, Python", Python(advice, query, delayMs)), new("Spark, Scala", Scala(advice, query, delayMs))]
            : [new("Flink SQL", Flink(query, delayMs))];

    private static string Python(EngineAdvice advice, CtrQuery query, long delayMs) => $"""
        counts = (events
            .withWatermark("event_time", "{Spark(delayMs)}")
            .groupBy(window("event_time", "{Spark(query.WindowMs)}"))
            .agg(count_if(col("event_type") == "view").alias("views"), count_if(col("event_type") == "click").alias("clicks")))
        query = (counts.writeStream.outputMode("append")
            .trigger(processingTime="{Spark(advice.TriggerMs ?? 0)}"))
        """;

    private static string Scala(EngineAdvice advice, CtrQuery query, long delayMs) => $"""
        val counts = events
          .withWatermark("event_time", "{Spark(delayMs)}")
          .groupBy(window($"event_time", "{Spark(query.WindowMs)}"))
          .agg(count_if($"event_type" === "view").as("views"), count_if($"event_type" === "click").as("clicks"))
        val query = counts.writeStream.outputMode("append")
          .trigger(Trigger.ProcessingTime("{Spark(advice.TriggerMs ?? 0)}"))
        """;

    private static string Flink(CtrQuery query, long delayMs)
    {
        var idle = query.Continuous.IdleTimeoutMs > 0
            ? $"SET 'table.exec.source.idle-timeout' = '{query.Continuous.IdleTimeoutMs} ms';\n" : "";
        var delay = SqlText.Interval(delayMs);
        return $"""
            SET 'pipeline.auto-watermark-interval' = '{query.Continuous.EmitIntervalMs} ms';
            {idle}-- in CREATE TABLE:
            event_time AS TO_TIMESTAMP_LTZ(event_time_ms, 3),
            WATERMARK FOR event_time AS event_time - {delay}
            -- the query:
            SELECT window_start, window_end,
              COUNT(*) FILTER (WHERE event_type = 'view') AS views, COUNT(*) FILTER (WHERE event_type = 'click') AS clicks
            FROM TUMBLE(TABLE events, DESCRIPTOR(event_time), {SqlText.Interval(query.WindowMs)})
            GROUP BY window_start, window_end;
            """;
    }

    private static string Spark(long ms) => ms % 1_000 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{ms / 1_000} second{(ms == 1_000 ? "" : "s")}")
        : string.Create(CultureInfo.InvariantCulture, $"{ms} milliseconds");

}
