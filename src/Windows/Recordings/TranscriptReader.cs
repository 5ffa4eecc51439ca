using System.Text.Json;

namespace CtrBench.Windows.Recordings;

/// <summary>Reads recordings (format 1) and the query in them.</summary>
internal static class TranscriptReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>The most partitions or readers of a recording: each takes memory, whether it has records or not.</summary>
    private const int MostPartitions = 100_000;

    /// <summary>
    /// The recording in <paramref name="utf8Json"/>. Throws <see cref="TranscriptException"/> that says what is wrong with it.
    /// </summary>
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

        Check(transcript ?? throw new TranscriptException("not a recording: the file contains null"));
        return transcript;
    }

    /// <summary>The query of a recording for a twin, with the rules of the recorded version.</summary>
    public static CtrQuery Query(Transcript transcript) => Query(
        transcript.Query, FlinkRuleSets.Of(transcript.Engine.Version));

    /// <summary>Converts a query in the recording's format to an engine's query.</summary>
    /// <exception cref="TranscriptException">A value is unknown to this version.</exception>
    public static CtrQuery Query(TranscriptQuery q, FlinkRules rules) => new()
    {
        WindowMs = q.WindowMs,
        SlideMs = q.SlideMs,
        WatermarkDelayMs = q.WatermarkDelayMs,
        GroupBy = Group(q.GroupBy),
        BoundEventTime = q.BoundEventTime,
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
            EmitIntervalMs = q.TickMs ?? new ContinuousSettings().EmitIntervalMs,
            SourceParallelism = q.Parallelism,
            AggregationPhase = Choice("form", q.Form, ("legacy", AggregationPhase.Legacy), ("tvf", Phase(q.AggPhase))),
            Rules = rules,
        },
    };

    /// <summary>Checks the common parts of recordings and scripts of events.</summary>
    /// <exception cref="TranscriptException">A value is out of range: the message names it.</exception>
    internal static void Check(int format, TranscriptQuery query, IReadOnlyList<TranscriptRecord> records)
    {
        if (format != 1) throw new TranscriptException($"format is {format}; this version reads format 1");
        CheckNoNulls("records", records);
        CheckCount("query.partitions", query.Partitions);
        if (query.WindowMs < 1) throw new TranscriptException($"query.window_ms is {query.WindowMs}; at least 1 is needed");
        if (QueryCheck.SlideFault(new CtrQuery { WindowMs = query.WindowMs, SlideMs = query.SlideMs }, family: null) is { } fault)
            throw new TranscriptException($"query.slide_ms is {query.SlideMs}: {fault}");
        if (query.WatermarkDelayMs < 0)
            throw new TranscriptException($"query.watermark_delay_ms is {query.WatermarkDelayMs}; it cannot be negative");
        CheckCount("query.parallelism", query.Parallelism);
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].P < 0 || records[i].P >= query.Partitions)
                throw new TranscriptException($"records[{i}].p is {records[i].P}; query.partitions is {query.Partitions}");
        }

        if (query.FilterEventTypes is { } types && !types.Order(StringComparer.Ordinal).SequenceEqual(["click", "view"]))
            throw new TranscriptException("query.filter_event_types: only [\"view\", \"click\"] is known");
    }

    private static void CheckCount(string field, int value)
    {
        if (value < 1) throw new TranscriptException($"{field} is {value}; at least 1 is needed");
        if (value > MostPartitions) throw new TranscriptException($"{field} is {value}; at most {MostPartitions} are replayed");
    }

    // The JSON reader rejects null for a non-nullable property, but not as an element of a list.
    private static void CheckNoNulls(Transcript t)
    {
        CheckNoNulls("batches", t.Batches);
        CheckNoNulls("steps", t.Steps);
        CheckNoNulls("end_of_input.emitted", t.EndOfInput?.Emitted);
        if (t.EndOfInput is { Emitted: null }) throw new TranscriptException("end_of_input.emitted is missing");
        for (var i = 0; i < t.Batches?.Count; i++)
        {
            if (t.Batches[i].End is null) throw new TranscriptException($"batches[{i}].end is missing");
            if (t.Batches[i].Emitted is null) throw new TranscriptException($"batches[{i}].emitted is missing");
            CheckNoNulls($"batches[{i}].emitted", t.Batches[i].Emitted);
        }

        for (var i = 0; i < t.Steps?.Count; i++)
        {
            var step = t.Steps[i];
            if (step.Append is null) throw new TranscriptException($"steps[{i}].append is missing");
            CheckNoNulls($"steps[{i}].emitted", step.Emitted ?? throw NoResults(i));
        }
    }

    private static TranscriptException NoResults(int step) => new(
        $"steps[{step}].emitted is missing: this is a script of events for a real engine")
    { Setting = nameof(EventScript) };

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
        Check(t.Format, t.Query, t.Records);
        var missing = t.Engine.Id.Family switch
        {
            EngineFamily.MicroBatch => t.Batches is null ? "batches" : null,
            _ => t.Steps is null ? "steps" : t.LateDropped is null ? "late_dropped" : null,
        };
        if (missing is not null) throw new TranscriptException($"{missing} is missing: a {t.Engine.Id} recording needs it");
    }
}

/// <summary>A file is not a recording that can be replayed.</summary>
/// <param name="message">What is wrong, and where in the file.</param>
internal sealed class TranscriptException(string message) : CtrBenchException(ErrorKind.BadInput, message);
