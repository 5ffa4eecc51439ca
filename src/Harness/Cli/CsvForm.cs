using System.Text.Json.Nodes;
using CsvHelper;

namespace CtrBench.Harness.Cli;

/// <summary>An answer as rows of figures: what JSON has for each run, endpoint or comparison, its nested names joined by dots.</summary>
internal static class CsvForm
{
    /// <summary>Writes the rows of a report: those that it names, or else its first list of objects, or else itself as one row.</summary>
    public static void Write(TextWriter output, VerbReport report)
    {
        var rows = (report.Rows ?? FirstList(report.Json) ?? [report.Json]).Select(Flat).ToList();
        string[] columns = [.. rows.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal)];
        if (columns.Length == 0) return;
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (var column in columns) csv.WriteField(column);
        csv.EndRecord();
        foreach (var row in rows)
        {
            foreach (var column in columns) csv.WriteField(row.GetValueOrDefault(column, ""));
            csv.EndRecord();
        }
    }

    private static IEnumerable<JsonObject>? FirstList(JsonObject json) => json
        .Select(property => property.Value)
        .OfType<JsonArray>()
        .FirstOrDefault(list => list.Count > 0 && list.All(item => item is JsonObject))?
        .OfType<JsonObject>();

    private static Dictionary<string, string> Flat(JsonObject row)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("", row);
        return cells;

        void Add(string name, JsonNode? value)
        {
            if (value is JsonObject inner)
            {
                foreach (var (key, item) in inner) Add(name.Length == 0 ? key : $"{name}.{key}", item);
            }
            else if (value is JsonArray list)
            {
                if (Words(list) is { } words) cells[name] = words;
            }
            else
            {
                cells[name] = value?.ToString() ?? "";
            }
        }
    }

    // Of findings their codes; a series of other things has no place in a cell.
    private static string? Words(JsonArray list)
    {
        string?[] words =
            [.. list.Select(item => item is JsonObject named ? named["code"]?.ToString() : (item as JsonValue)?.ToString())];
        return words.Contains(null) ? null : string.Join("; ", words);
    }
}
