using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// A user's script of events: the query and records of a recording, without an engine's output. A complete recording is accepted too; its
/// output is ignored.
/// </summary>
internal sealed record EventScript
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>Version of the format; must be 1.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the case; null: the file name.</summary>
    public string? Name { get; init; }

    /// <summary>What the case shows, in a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>The engine that it is for; null: any.</summary>
    public EventScriptEngine? Engine { get; init; }

    /// <summary>The query and its settings.</summary>
    public required TranscriptQuery Query { get; init; }

    /// <summary>The records, in the order in which they are appended.</summary>
    public required IReadOnlyList<TranscriptRecord> Records { get; init; }

    /// <summary>Which records are appended together; null: each separately.</summary>
    public IReadOnlyList<EventScriptStep>? Steps { get; init; }

    /// <summary>Spark: the batches of a complete recording; null in a script.</summary>
    public JsonElement? Batches { get; init; }

    /// <summary>
    /// Records per step. With several partitions each record is a separate step, so that the order of arrival is defined.
    /// </summary>
    public IReadOnlyList<int> StepSizes => Steps is null ? [.. Records.Select(_ => 1)] : [.. Steps.Select(step => step.Append[1])];

    /// <summary>
    /// The script in <paramref name="utf8Json"/>. Throws <see cref="TranscriptException"/> that says what is wrong with it.
    /// </summary>
    public static EventScript Parse(ReadOnlySpan<byte> utf8Json)
    {
        // An editor may have added it.
        if (utf8Json.StartsWith(Encoding.UTF8.Preamble)) utf8Json = utf8Json[Encoding.UTF8.Preamble.Length..];
        EventScript? script;
        try
        {
            script = JsonSerializer.Deserialize<EventScript>(utf8Json, Options);
        }
        catch (JsonException e)
        {
            throw new TranscriptException($"not a script of events: {JsonFaultText.WithPlace(e)}");
        }

        if (script is null) throw new TranscriptException("not a script of events: the file contains null");
        TranscriptReader.Check(script.Format, script.Query, script.Records);
        script.CheckSteps();
        script.CheckWaits();
        return script;
    }

    /// <summary>Throws <see cref="TranscriptException"/> when it is for another engine.</summary>
    public void ThrowUnlessFor(EngineId engine)
    {
        if (Engine is { } own && own.Id != engine) throw new TranscriptException($"it is for {own.Id}, not for {engine}");
    }

    /// <summary>Milliseconds of silence after each step.</summary>
    public IReadOnlyList<long> WaitsMs => Steps is null ? [] : [.. Steps.Select(step => step.WaitMs)];

    /// <summary>The shortest idle timeout of a script with waits: between two steps without one a partition must not fall idle.</summary>
    internal const long MinIdleTimeoutMs = 30_000;

    private void CheckWaits()
    {
        var (tickMs, timeoutMs) = (Query.TickMs ?? 0, Query.IdleTimeoutMs ?? 0);
        if (tickMs < 0) throw new TranscriptException($"query.tick_ms is {tickMs}; it cannot be negative");
        for (var i = 0; i < Steps?.Count; i++)
        {
            if (Steps[i].WaitMs == 0) continue;
            if (tickMs == 0 || timeoutMs < MinIdleTimeoutMs)
            {
                throw new TranscriptException(
                    $"steps[{i}].wait_ms needs query.tick_ms, and query.idle_timeout_ms of at least {MinIdleTimeoutMs}, so that no "
                    + "partition falls idle between steps without a wait");
            }

            if (Steps[i].WaitMs < timeoutMs + 5 * tickMs)
            {
                throw new TranscriptException(
                    $"steps[{i}].wait_ms is {Steps[i].WaitMs}; at least the idle timeout and five ticks are needed, "
                    + $"{timeoutMs + 5 * tickMs}, so that every partition is idle at its end");
            }
        }
    }

    private void CheckSteps()
    {
        var appended = 0;
        for (var i = 0; i < Steps?.Count; i++)
        {
            if (Steps[i]?.Append is not [var first, var count] || first != appended || count < 1 || count > Records.Count - appended)
            {
                throw new TranscriptException(
                    $"steps[{i}].append must be [first, count]: first {appended}, where the previous step ended, and 1 to the "
                    + $"{Records.Count - appended} records left");
            }

            if (count > 1 && Query.Partitions > 1)
            {
                throw new TranscriptException(
                    $"steps[{i}] appends {count} records; with {Query.Partitions} partitions each record must be a separate step, so that "
                    + "the order of arrival is defined. Omit steps to get this");
            }

            appended += count;
        }

        if (Steps is not null && appended < Records.Count)
            throw new TranscriptException($"steps append {appended} of {Records.Count} records. Omit steps to append each separately");
    }
}

/// <summary>The engine that a script of events is for.</summary>
/// <param name="Id">Which: a real one.</param>
internal sealed record EventScriptEngine(
    [property: JsonPropertyName("name"), JsonRequired, JsonConverter(typeof(RecordedEngineJson))] EngineId Id);

/// <summary>Records of a script that are appended together.</summary>
/// <param name="Append">First record and number of records.</param>
/// <param name="WaitMs">Flink: silence after them, ms, in which the query's ticks go on.</param>
internal sealed record EventScriptStep(IReadOnlyList<int> Append, long WaitMs = 0);
