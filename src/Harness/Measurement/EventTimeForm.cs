using System.Globalization;
using System.Text.Json;

namespace CtrBench.Harness.Measurement;

/// <summary>Why a record has no usable event time: what its field holds, or which field comes nearest and in which form.</summary>
internal static class EventTimeForm
{
    private const string Field = "event_time_ms";
    private const int Deepest = 3;
    private static readonly string[] TimeWords = ["time", "date"];

    /// <summary>The description of one record's value.</summary>
    public static string Describe(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty) return "the record has no value";
        try
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "the record is not a JSON object";
            return Describe(document.RootElement);
        }
        catch (JsonException)
        {
            return "the record is not JSON";
        }
    }

    /// <summary>The form of a number or text as a time, with the change that makes it epoch ms; null when it is none.</summary>
    public static string? FormOf(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number switch
            {
                < 100_000_000 => null,
                <= 10_000_000_000 => "epoch seconds: multiply by 1000",
                <= 10_000_000_000_000 => "epoch ms",
                <= 10_000_000_000_000_000 => "epoch microseconds: divide by 1000",
                _ => "epoch nanoseconds: divide by 1000000",
            };
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && real is > 1e8 and < 1e10)
            return "epoch seconds with a fraction: multiply by 1000";
        return text.Length >= 8 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? "a date as text: convert it to epoch ms"
            : null;
    }

    private static string Describe(JsonElement root)
    {
        if (root.TryGetProperty(Field, out var own)) return $"field {Field} is {Shown(own)}, {Fault(own)}";
        var best = Candidates(root, "", 0).OrderByDescending(candidate => candidate.Score).FirstOrDefault();
        return best.Path is null
            ? $"field {Field} is missing, and no field looks like a time"
            : $"field {Field} is missing; the nearest is {best.Path}, {Shown(best.Value)}: {Text(best.Value)}";
    }

    private static string Fault(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null) return "which is not a time";
        return FormOf(Raw(value)) is { } form && form != "epoch ms" ? form
            : value.ValueKind == JsonValueKind.String && FormOf(Raw(value)) is not null ? "a text: send a number"
            : "which is not epoch ms between 1970 and 9999";
    }

    private static string Text(JsonElement value)
    {
        var form = FormOf(Raw(value)) ?? "not a time in a known form";
        return value.ValueKind == JsonValueKind.String ? $"a text, {form}; rename it and send a number" : $"{form}; rename it";
    }

    private static IEnumerable<(string? Path, JsonElement Value, int Score)> Candidates(JsonElement value, string prefix, int depth)
    {
        foreach (var property in value.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object && depth < Deepest)
                foreach (var inner in Candidates(property.Value, path + ".", depth + 1)) yield return inner;
            var score = Score(property);
            if (score > 0) yield return (path, property.Value, score - depth);
        }
    }

    // The stamp of the producer is the one time that cannot stand for the event's: it is when the record was sent.
    private static int Score(JsonProperty property)
    {
        if (property.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return 0;
        var name = property.Name.ToLowerInvariant();
        if (name == "producer_timestamp_ns") return 0;
        var named = name.Replace("_", "", StringComparison.Ordinal).Contains("eventtime", StringComparison.Ordinal) ? 200
            : TimeWords.Any(word => name.Contains(word, StringComparison.Ordinal)) || name is "ts" or "t" ? 100
            : 0;
        return named + (FormOf(Raw(property.Value)) is null ? 0 : 50);
    }

    private static string Raw(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
