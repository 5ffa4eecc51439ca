using System.Text.Encodings.Web;
using System.Text.Json;

namespace CtrBench.Windows.Recordings;

/// <summary>Writes recordings (format 1), as <see cref="TranscriptReader"/> reads them.</summary>
internal static class TranscriptWriter
{
    // Values of records are JSON inside JSON: only quotes are escaped, letters of any alphabet are unchanged.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int FlushBytes = 1 << 20;

    /// <summary>The recording as UTF-8 JSON on one line.</summary>
    public static byte[] Write(Transcript transcript)
    {
        using var stream = new MemoryStream();
        Write(stream, transcript);
        return stream.ToArray();
    }

    /// <summary>Writes the recording as UTF-8 JSON on one line.</summary>
    public static void Write(Stream stream, Transcript transcript)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        Write(json, transcript);
    }

    private static void Write(Utf8JsonWriter json, Transcript transcript)
    {
        json.WriteStartObject();
        json.WriteNumber("format", transcript.Format);
        json.WriteString("name", transcript.Name);
        json.WriteString("why", transcript.Why);
        json.WriteStartObject("engine");
        json.WriteString("name", transcript.Engine.Id.Name);
        json.WriteString("version", transcript.Engine.Version);
        json.WriteEndObject();
        if (transcript.Live) json.WriteBoolean("live", true);
        json.WriteStartObject("query");
        WriteQuery(json, transcript.Query, transcript.Engine.Id.Family);
        json.WriteEndObject();
        json.WriteStartArray("records");
        foreach (var record in transcript.Records)
        {
            json.WriteStartObject();
            json.WriteNumber("p", record.P);
            json.WriteString("v", record.V);
            json.WriteEndObject();
            if (json.BytesPending > FlushBytes) json.Flush();
        }

        json.WriteEndArray();
        if (transcript.Batches is { } batches) WriteBatches(json, batches);
        if (transcript.Steps is { } steps) WriteSteps(json, steps);
        if (transcript.EndOfInput is { } end)
        {
            json.WriteStartObject("end_of_input");
            WriteResults(json, end.Emitted);
            json.WriteEndObject();
        }

        if (transcript.LateDropped is { } late) json.WriteNumber("late_dropped", late);
        json.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter json, TranscriptQuery query, EngineFamily family)
    {
        json.WriteNumber("window_ms", query.WindowMs);
        if (query.SlideMs is { } slide) json.WriteNumber("slide_ms", slide);
        json.WriteNumber("watermark_delay_ms", query.WatermarkDelayMs);
        json.WriteNumber("partitions", query.Partitions);
        json.WriteString("group_by", query.GroupBy);
        if (query.BoundEventTime) json.WriteBoolean("bound_event_time", true);
        if (family == EngineFamily.MicroBatch)
        {
            WriteSpark(json, query);
            return;
        }

        json.WriteString("form", query.Form);
        json.WriteString("agg_phase", query.AggPhase);
        json.WriteNumber("parallelism", query.Parallelism);
        json.WriteString("emit_strategy", query.EmitStrategy);
        Number(json, "idle_timeout_ms", query.IdleTimeoutMs);
        if (query.TickMs is { } tick) json.WriteNumber("tick_ms", tick);
        if (query.BufferTimeoutMs is { } buffer) json.WriteNumber("buffer_timeout_ms", buffer);
        if (query.End is { } end) json.WriteString("end", end);
        if (query.TickAfterEachStep) json.WriteBoolean("tick_after_each_step", true);
    }

    private static void WriteSpark(Utf8JsonWriter json, TranscriptQuery query)
    {
        json.WriteString("output_mode", query.OutputMode);
        json.WriteStartObject("trigger");
        if (query.Trigger?.AvailableNow ?? false) json.WriteBoolean("available_now", true);
        else json.WriteNumber("processing_time_ms", query.Trigger?.ProcessingTimeMs ?? 0);
        json.WriteEndObject();
        if (query.MaxOffsetsPerTrigger is { } max) json.WriteNumber("max_offsets_per_trigger", max);
        json.WriteBoolean("no_data_batches", query.NoDataBatches);
        json.WriteString("late_filter", query.LateFilter);
        if (query.FilterEventTypes is not { } types) return;
        json.WriteStartArray("filter_event_types");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteEndArray();
    }

    private static void WriteBatches(Utf8JsonWriter json, IReadOnlyList<TranscriptBatch> batches)
    {
        json.WriteStartArray("batches");
        foreach (var batch in batches)
        {
            json.WriteStartObject();
            json.WriteNumber("id", batch.Id);
            json.WriteStartArray("end");
            foreach (var offset in batch.End) json.WriteNumberValue(offset);
            json.WriteEndArray();
            json.WriteNumber("input_rows", batch.InputRows);
            json.WriteNumber("watermark_ms", batch.WatermarkMs);
            if (batch.EventTime is { } time)
            {
                json.WriteStartObject("event_time");
                json.WriteNumber("min", time.Min);
                json.WriteNumber("max", time.Max);
                json.WriteNumber("avg", time.Avg);
                json.WriteEndObject();
            }
            else json.WriteNull("event_time");

            WriteResults(json, batch.Emitted);
            json.WriteNumber("rows_dropped", batch.RowsDropped);
            json.WriteNumber("rows_total", batch.RowsTotal);
            json.WriteNumber("rows_updated", batch.RowsUpdated);
            json.WriteNumber("rows_removed", batch.RowsRemoved);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<TranscriptStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteStartArray("append");
            foreach (var number in step.Append) json.WriteNumberValue(number);
            json.WriteEndArray();
            if (step.WaitMs > 0) json.WriteNumber("wait_ms", step.WaitMs);
            WriteResults(json, step.Emitted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter json, IReadOnlyList<TranscriptResult> results)
    {
        json.WriteStartArray("emitted");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteNumber("window_start_ms", result.WindowStartMs);
            json.WriteNumber("window_end_ms", result.WindowEndMs);
            json.WriteNumber("views", result.Views);
            json.WriteNumber("clicks", result.Clicks);
            if (result.Ctr is { } ctr) json.WriteNumber("ctr", ctr);
            else json.WriteNull("ctr");
            Number(json, "max_producer_timestamp_ns", result.MaxProducerTimestampNs);
            if (result.Key is { } key) json.WriteString("key", key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
