using System.Text;
using System.Text.Json;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// A user's script of events: a recording's query and records without what an engine did. A whole recording is one too; what its engine did
/// is passed over.
/// </summary>
public sealed record EventScript
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
    };

    /// <summary>Version of the format; this reads 1.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the case; null: the file's.</summary>
    public string? Name { get; init; }

    /// <summary>What the case shows, in a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>The engine that it is for; null: any.</summary>
    public EventScriptEngine? Engine { get; init; }

    /// <summary>The query and its settings.</summary>
    public required TranscriptQuery Query { get; init; }

    /// <summary>The records, in the order in which they are appended.</summary>
    public required IReadOnlyList<TranscriptRecord> Records { get; init; }

    /// <summary>Which records are appended together; null: each by itself.</summary>
    public IReadOnlyList<EventScriptStep>? Steps { get; init; }

    /// <summary>Spark: what a whole recording holds; null in a script.</summary>
    public JsonElement? Batches { get; init; }

    /// <summary>
    /// Records a step. With several partitions each record is a step of its own, so that the order of arrival is certain.
    /// </summary>
    public IReadOnlyList<int> StepSizes => Steps is null ? [.. Records.Select(_ => 1)] : [.. Steps.Select(step => step.Append[1])];

    /// <summary>The script in <paramref name="utf8Json"/>. Throws <see cref="TranscriptException"/> that says what is wrong with
    /// it.</summary>
    public static EventScript Parse(ReadOnlySpan<byte> utf8Json)
    {
        // An editor may have put it there.
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

        if (script is null) throw new TranscriptException("not a script of events: the file holds null");
        TranscriptReader.Check(script.Format, script.Query, script.Records);
        script.CheckSteps();
        return script;
    }

    /// <summary>Throws <see cref="TranscriptException"/> when it names another engine.</summary>
    public void ThrowUnlessFor(string engine)
    {
        if (Engine is { } own && own.Name != engine) throw new TranscriptException($"it is for {own.Name}, not for {engine}");
    }

    private void CheckSteps()
    {
        var appended = 0;
        for (var i = 0; i < Steps?.Count; i++)
        {
            if (Steps[i]?.Append is not [var first, var count] || first != appended || count < 1 || count > Records.Count - appended)
            {
                throw new TranscriptException(
                    $"steps[{i}].append must be [first, count]: first {appended}, where the step before ended, and 1 to the "
                    + $"{Records.Count - appended} records left");
            }

            if (count > 1 && Query.Partitions > 1)
            {
                throw new TranscriptException(
                    $"steps[{i}] appends {count} records; over {Query.Partitions} partitions each record is a step of its own, so that "
                    + "the order of arrival is certain. Leave steps out for that");
            }

            appended += count;
        }

        if (Steps is not null && appended < Records.Count)
            throw new TranscriptException($"steps append {appended} of {Records.Count} records. Leave steps out to append each by itself");
    }
}
