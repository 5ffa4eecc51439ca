using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
            AllowDuplicateProperties = false,
            // A misspelt field would count as absent. A field of a later version is one that this program cannot judge by.
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatIsAlwaysWritten } },
            // These files are read by people; HTML escaping is done where the text is put into a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false), new FiniteNumberJson(),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    // Only null is left out of a file: a positional member that is not nullable and is missing was removed, and 0 is not its value.
    private static void RequireWhatIsAlwaysWritten(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }
                && Nullable.GetUnderlyingType(property.PropertyType) is null;
        }
    }
}

/// <summary>
/// Numbers of run files: finite, and of a size that no measurement reaches, so that sums of them stay finite. JSON can hold 1e999.
/// </summary>
internal sealed class FiniteNumberJson : JsonConverter<double>
{
    /// <summary>The largest number of a run file, of either sign.</summary>
    public const double Largest = 1e18;

    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("not a number");
        var value = reader.GetDouble();
        return Math.Abs(value) <= Largest ? value : throw new JsonException("the number is out of range");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
