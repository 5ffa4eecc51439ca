using System.Globalization;
using System.Text.Json;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Measurement;

/// <summary>Why a record has no usable event time: what its field holds, or which field comes nearest and in which form.</summary>
internal static class EventTimeForm
{
    private const string NineFieldsTime = "event_time_ms";
    private const int Deepest = 3;
    private static readonly string[] TimeWords = ["time", "date"];

    /// <summary>The description of one record's value.</summary>
    public static string Describe(ReadOnlySpan<byte> record, EventSchema? schema = null)
    {
        if (record.IsEmpty) return "the record has no value";
        if (WireFormat.Describe(record) is { } framed) return framed;
        try
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return "the record is not a JSON object";
            return Describe(document.RootElement, schema);
        }
        catch (JsonException)
        {
            return "the record is not JSON";
        }
    }

    /// <summary>The form of a value as a time that a mapping can name; null when it is none.</summary>
    public static TimeForm? MappedFormOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number) return WholeFormOf(value.GetRawText());
        if (value.ValueKind != JsonValueKind.String) return null;
        var text = value.GetString()!;
        if (IsoTime.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out _)) return TimeForm.Iso8601;
        return WholeFormOf(text) switch
        {
            TimeForm.EpochS => TimeForm.TextS,
            TimeForm.EpochMs => TimeForm.TextMs,
            TimeForm.EpochUs => TimeForm.TextUs,
            TimeForm.EpochNs => TimeForm.TextNs,
            _ => null,
        };
    }

    private static TimeForm? WholeFormOf(string number) =>
        !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? null : value switch
        {
            < 100_000_000 => null,
            <= 10_000_000_000 => TimeForm.EpochS,
            <= 10_000_000_000_000 => TimeForm.EpochMs,
            <= 10_000_000_000_000_000 => TimeForm.EpochUs,
            _ => TimeForm.EpochNs,
        };

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

    private static string Describe(JsonElement root, EventSchema? schema)
    {
        var field = schema?.EventTime.Path ?? NineFieldsTime;
        if (Find(root, EventPath.Names(field)) is { } own) return $"field {field} is {Shown(own)}, {Fault(own, schema)}";
        var best = Candidates(root, [], 0).OrderByDescending(candidate => candidate.Score).FirstOrDefault();
        return best.Path is null
            ? $"field {field} is missing, and no field looks like a time"
            : $"field {field} is missing; the nearest is {best.Path}, {Shown(best.Value)}: {Text(best.Path, best.Value)}";
    }

    private static JsonElement? Find(JsonElement value, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return null;
        }

        return value;
    }

    private static string Fault(JsonElement value, EventSchema? schema)
    {
        if (schema is not null)
            return $"which is not a time in the form {TimeForms.NameOf(schema.EventTime.Form)} between 1970 and 9999";
        if (value.ValueKind is JsonValueKind.Null) return "which is not a time";
        return FormOf(Raw(value)) is { } form && form != "epoch ms" ? form
            : value.ValueKind == JsonValueKind.String && FormOf(Raw(value)) is not null ? "a text: send a number"
            : "which is not epoch ms between 1970 and 9999";
    }

    private static string Text(string path, JsonElement value)
    {
        var form = FormOf(Raw(value)) ?? "not a time in a known form";
        var remedy = MappedFormOf(value) is { } mapped ? $", or try --event-time {path}:{TimeForms.NameOf(mapped)}" : "";
        return value.ValueKind == JsonValueKind.String
            ? $"a text, {form}; rename it and send a number{remedy}"
            : $"{form}; rename it{remedy}";
    }

    private static IEnumerable<(string? Path, JsonElement Value, int Score)> Candidates(
        JsonElement value, IReadOnlyList<string> outer, int depth)
    {
        foreach (var property in value.EnumerateObject())
        {
            string[] names = [.. outer, property.Name];
            if (property.Value.ValueKind == JsonValueKind.Object && depth < Deepest)
                foreach (var inner in Candidates(property.Value, names, depth + 1)) yield return inner;
            var score = Score(property.Name, property.Value);
            if (score > 0) yield return (EventPath.Of(names), property.Value, score - depth);
        }
    }

    /// <summary>
    /// How much a field looks like an event time; 0: not at all. The stamp of the producer is the one time that cannot stand for the
    /// event's: it is when the record was sent.
    /// </summary>
    public static int Score(string field, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return 0;
        var name = field.ToLowerInvariant();
        if (name == "producer_timestamp_ns") return 0;
        var named = name.Replace("_", "", StringComparison.Ordinal).Contains("eventtime", StringComparison.Ordinal) ? 200
            : TimeWords.Any(word => name.Contains(word, StringComparison.Ordinal)) || name is "ts" or "t" ? 100
            : 0;
        return named + (FormOf(Raw(value)) is null ? 0 : 50);
    }

    private static string Raw(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A value as it is written, cut where it is long.</summary>
    public static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
