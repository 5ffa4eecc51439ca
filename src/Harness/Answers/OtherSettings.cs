using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>
/// What differs between settings in any field, by the names of run files: a field that no label was written for tells runs apart as well.
/// </summary>
internal static class OtherSettings
{
    private const string Milliseconds = "_ms";

    // The parts of settings whose fields are known by their own names.
    private static readonly HashSet<string> Plain = new(
        ((string[])["Workload", "Query", nameof(CtrQuery.MicroBatch), nameof(CtrQuery.Continuous)])
            .Select(JsonNamingPolicy.SnakeCaseLower.ConvertName), StringComparer.Ordinal);

    /// <summary>Of each, the fields in which they are not all alike: <c>max offsets per trigger 500</c>; empty when they are.</summary>
    /// <param name="settings">Without what is said elsewhere, or has no effect.</param>
    public static string[] Differing<T>(IReadOnlyList<T> settings)
    {
        Dictionary<string, string>[] fields = [.. settings.Select(Fields)];
        string[] differing = [.. fields.SelectMany(f => f.Keys).Distinct(StringComparer.Ordinal)
            .Where(name => fields.Select(f => f.GetValueOrDefault(name)).Distinct(StringComparer.Ordinal).Skip(1).Any())];
        return [.. fields.Select(f => string.Join(", ", differing.Select(name => f.TryGetValue(name, out string? value)
            ? $"{name} {value}" : $"no {name}")))];
    }

    private static Dictionary<string, string> Fields<T>(T settings)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, [], JsonSerializer.SerializeToNode(settings, RunJson.Line)!.AsObject());
        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string[] path, JsonObject part)
    {
        foreach (var (key, node) in part)
        {
            string[] inside = Plain.Contains(key) ? path : [.. path, key];
            if (node is JsonObject more) Add(fields, inside, more);
            else fields[Name(inside)] = Value(key, node);
        }
    }

    private static string Name(string[] path)
    {
        string name = string.Join(' ', path);
        return (name.EndsWith(Milliseconds, StringComparison.Ordinal) ? name[..^Milliseconds.Length] : name).Replace('_', ' ');
    }

    private static string Value(string key, JsonNode? node) => node switch
    {
        null => "none",
        JsonArray list => string.Join(' ', list.Select(item => item is JsonObject fields
            ? string.Join(':', fields.Select(field => field.Value?.ToString())) : item?.ToString())),
        JsonValue value when key.EndsWith(Milliseconds, StringComparison.Ordinal) && value.TryGetValue(out JsonElement element)
            && element.TryGetInt64(out long ms) => AnswerText.Setting(ms),
        _ => node.ToString(),
    };
}
