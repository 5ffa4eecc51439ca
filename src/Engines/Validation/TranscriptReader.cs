using System.Text.Json;

namespace CtrBench.Engines.Validation;

/// <summary>Reads recordings (format 1) and the query in them.</summary>
public static class TranscriptReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>The recording in <paramref name="utf8Json"/>. Throws <see cref="TranscriptException"/> that says what is wrong with
    /// it.</summary>
    public static Transcript Parse(ReadOnlySpan<byte> utf8Json)
    {
        Transcript? transcript;
        try
        {
            transcript = JsonSerializer.Deserialize<Transcript>(utf8Json, Options);
        }
        catch (JsonException e)
        {
            throw new TranscriptException($"not a recording: {JsonFaultText.WithPlace(e)}");
        }

        Check(transcript ?? throw new TranscriptException("not a recording: the file holds null"));
        return transcript;
    }

    /// <summary>The query of a recording as a twin takes it: unbounded event times, the rules of the recorded version.</summary>
    public static CtrQuery Query(Transcript transcript)
    {
        var q = transcript.Query;
        return new CtrQuery
        {
            WindowMs = q.WindowMs,
            WatermarkDelayMs = q.WatermarkDelayMs,
            GroupBy = Group(q.GroupBy),
            BoundEventTime = false,
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = q.Trigger?.ProcessingTimeMs ?? 0,
                AvailableNow = q.Trigger?.AvailableNow ?? false,
                MaxOffsetsPerTrigger = q.MaxOffsetsPerTrigger,
                NoDataBatches = q.NoDataBatches,
                FilterEventTypes = q.FilterEventTypes is not null,
                LateFilter = Choice("late_filter", q.LateFilter, ("previous", LateFilter.Previous), ("current", LateFilter.Current)),
                OutputMode = Choice("output_mode", q.OutputMode, ("append", OutputMode.Append), ("update", OutputMode.Update)),
            },
            Continuous = new ContinuousSettings
            {
                EmitStrategy = Choice(
                    "emit_strategy", q.EmitStrategy, ("on-event", EmitStrategy.OnEvent), ("on-periodic", EmitStrategy.OnPeriodic)),
                IdleTimeoutMs = q.IdleTimeoutMs ?? 0,
                SourceParallelism = q.Parallelism,
                AggregationPhase = Choice("form", q.Form, ("legacy", AggregationPhase.Legacy), ("tvf", Phase(q.AggPhase))),
                Rules = transcript.Engine.Version.StartsWith("1.", StringComparison.Ordinal) ? FlinkRules.V1_20 : FlinkRules.V2,
            },
        };
    }

    // The JSON reader refuses null where a property allows none, but not as an element of a list.
    private static void CheckNoNulls(Transcript t)
    {
        CheckNoNulls("records", t.Records);
        CheckNoNulls("batches", t.Batches);
        CheckNoNulls("steps", t.Steps);
        CheckNoNulls("end_of_input.emitted", t.EndOfInput?.Emitted);
        for (var i = 0; i < t.Batches?.Count; i++) CheckNoNulls($"batches[{i}].emitted", t.Batches[i].Emitted);
        for (var i = 0; i < t.Steps?.Count; i++) CheckNoNulls($"steps[{i}].emitted", t.Steps[i].Emitted);
    }

    private static void CheckNoNulls<T>(string name, IReadOnlyList<T>? list)
    {
        for (var i = 0; i < list?.Count; i++)
        {
            if (list[i] is null) throw new TranscriptException($"{name}[{i}] is null");
        }
    }

    private static AggregationPhase Phase(string text) =>
        Choice("agg_phase", text, ("one", AggregationPhase.OnePhase), ("two", AggregationPhase.TwoPhase));

    private static GroupField Group(string? text) => text is null ? GroupField.None : Choice(
        "group_by", text, ("ad_id", GroupField.AdId), ("ad_type", GroupField.AdType), ("page_id", GroupField.PageId),
        ("producer_id", GroupField.ProducerId));

    private static T Choice<T>(string field, string text, params (string Text, T Value)[] choices)
    {
        foreach (var choice in choices)
            if (choice.Text == text) return choice.Value;
        throw new TranscriptException($"query.{field} is '{text}'; known: {string.Join(", ", choices.Select(c => c.Text))}");
    }

    private static void Check(Transcript t)
    {
        CheckNoNulls(t);
        if (t.Format != 1) throw new TranscriptException($"format is {t.Format}; this version reads format 1");
        if (t.Query.Partitions < 1) throw new TranscriptException($"query.partitions is {t.Query.Partitions}; at least 1 is needed");
        if (t.Query.WindowMs < 1) throw new TranscriptException($"query.window_ms is {t.Query.WindowMs}; at least 1 is needed");
        if (t.Query.WatermarkDelayMs < 0)
            throw new TranscriptException($"query.watermark_delay_ms is {t.Query.WatermarkDelayMs}; it cannot be negative");
        if (t.Query.Parallelism < 1) throw new TranscriptException($"query.parallelism is {t.Query.Parallelism}; at least 1 is needed");
        for (var i = 0; i < t.Records.Count; i++)
        {
            if (t.Records[i].P < 0 || t.Records[i].P >= t.Query.Partitions)
                throw new TranscriptException($"records[{i}].p is {t.Records[i].P}; query.partitions is {t.Query.Partitions}");
        }

        if (t.Query.FilterEventTypes is { } types && !types.Order(StringComparer.Ordinal).SequenceEqual(["click", "view"]))
            throw new TranscriptException("query.filter_event_types: only [\"view\", \"click\"] is known");
        var missing = t.Engine.Name switch
        {
            "spark" => t.Batches is null ? "batches" : null,
            "flink" => t.Steps is null ? "steps" : t.LateDropped is null ? "late_dropped" : null,
            _ => throw new TranscriptException($"engine.name is '{t.Engine.Name}'; known: spark, flink"),
        };
        if (missing is not null) throw new TranscriptException($"{missing} is missing: a {t.Engine.Name} recording needs it");
    }
}
