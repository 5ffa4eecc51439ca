using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Harness.RunModel;

/// <summary>
/// The JSON of run files, in one place: snake_case names, enums in kebab-case, absent instead of null, line feeds on every system, so that
/// the same run gives the same bytes. NaN and infinities are rejected: they are bugs.
/// </summary>
internal static class RunJson
{
    /// <summary>One object per file: manifest.json, producer.json, metrics.json.</summary>
    public static JsonSerializerOptions Indented { get; } = Options(indented: true);

    /// <summary>One object per line: expected.jsonl, progress.jsonl, and <c>--json</c>.</summary>
    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = indented,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            // These files are read by people; HTML escaping is done where the text is put into a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
