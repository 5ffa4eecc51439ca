using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Cli;

/// <summary>
/// The options that make an <see cref="EventSchema"/>: a file, or its fields one by one, which overrule those of the file.
/// </summary>
internal static class SchemaOptions
{
    private const string Forms = "s, ms, us or ns";

    private static readonly Option<string> SchemaFile = ValueOption.Text("--schema", "file",
        "Your own events: a file that says where event time, type, key and producer timestamp stand (ctrbench schema prints one)");

    private static readonly ValueOption<TimeField> EventTime = new("--event-time", "path[:form]",
        $"Your own events: the path of the event time, meta.ts:s; epoch {Forms}, by default ms; text-ms for digits in quotes, "
            + "iso for an ISO-8601 text",
        TimeFieldText.Parse);

    private static readonly ValueOption<string> EventType = new("--event-type", "path",
        "Your own events: the path of the event type; without it every row counts as a view", PathText.Parse);

    private static readonly ValueOption<IReadOnlyList<string>> Views = new("--view-values", "value,...",
        "Your own events: values of the event type that count as a view, by default view", ReadValues)
    {
        IsList = true,
    };

    private static readonly ValueOption<IReadOnlyList<string>> Clicks = new("--click-values", "value,...",
        "Your own events: values of the event type that count as a click, by default click", ReadValues)
    {
        IsList = true,
    };

    private static readonly ValueOption<TimeField> ProducerTime = new("--producer-time", "path[:form]",
        $"Your own events: the path of the producer timestamp, sent:us; epoch {Forms}; without it T0 is the append time",
        TimeFieldText.Parse);

    private static readonly ValueOption<string> Key = new("--key", "path",
        "Your own events: the path of the key to group by, a text or a number", PathText.Parse);

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [SchemaFile, EventTime, EventType, Views, Clicks, ProducerTime, Key];

    /// <summary>The mapping of the line; null where it has none: the nine fields.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public static EventSchema? Read(ParseResult line)
    {
        var given = All.FirstOrDefault(line.Gives);
        if (given is null) return null;
        var file = line.GetValue(SchemaFile) is { } path ? SchemaFiles.Read(path) : null;
        if ((line.GetValue(EventTime)?.Value ?? file?.EventTime) is not { } time)
        {
            throw new UsageException(
                given.Name, null, "is a part of a mapping without an event time: add --event-time PATH:FORM, or --schema FILE");
        }

        var type = line.GetValue(EventType)?.Value is { } typePath
            ? (file?.EventType ?? new TypeField(typePath)) with { Path = typePath } : file?.EventType;
        var schema = new EventSchema
        {
            EventTime = time,
            EventType = WithValues(line, type),
            ProducerTimestamp = line.GetValue(ProducerTime)?.Value ?? file?.ProducerTimestamp,
            Key = line.GetValue(Key)?.Value ?? file?.Key,
        };
        return EventSchemaCheck.Fault(schema) is { } fault ? throw new UsageException(given.Name, null, fault) : schema;
    }

    private static TypeField? WithValues(ParseResult line, TypeField? type)
    {
        if (type is null)
        {
            line.Refuse(Views, "are values of an event type: add --event-type PATH");
            line.Refuse(Clicks, "are values of an event type: add --event-type PATH");
            return null;
        }

        if (line.GetValue(Views)?.Value is { } views) type = type with { Views = views };
        return line.GetValue(Clicks)?.Value is { } clicks ? type with { Clicks = clicks } : type;
    }

    private static IReadOnlyList<string> ReadValues(string option, string text) => text.Length == 0 ? [] : text.Split(',');
}

/// <summary>A path as text.</summary>
internal static class PathText
{
    /// <summary>Checks a path and gives it back.</summary>
    /// <exception cref="UsageException">It is no path.</exception>
    public static string Parse(string option, string text)
    {
        try
        {
            EventPath.Names(text);
            return text;
        }
        catch (FormatException e)
        {
            throw new UsageException(option, text, e.Message);
        }
    }
}

/// <summary>Path and form of a time as text: <c>meta.ts:s</c>.</summary>
internal static class TimeFieldText
{
    /// <summary>Reads path and form; what stands behind the last colon is a form if it is one, or looks like one.</summary>
    /// <exception cref="UsageException">It is no path, or the form is unknown.</exception>
    public static TimeField Parse(string option, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0) return new TimeField(PathText.Parse(option, text));
        var form = text[(colon + 1)..];
        foreach (var (name, known) in TimeForms.All)
        {
            if (form == name) return new TimeField(PathText.Parse(option, text[..colon]), known);
        }

        throw new UsageException(
            option, text, $"'{form}' is no form of a time: {string.Join(", ", TimeForms.All.Select(known => known.Name))}; "
            + "for a name with a colon give the form too");
    }
}

/// <summary>Mappings as files (schemas/events.schema.json).</summary>
internal static class SchemaFiles
{
    /// <summary>Reads a mapping.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public static EventSchema Read(string path)
    {
        try
        {
            var node = JsonNode.Parse(
                File.ReadAllBytes(path), null, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (node is JsonObject root) root.Remove("$schema");
            if (SchemaFileCheck.Fault(node) is { } wrong) throw new UsageException($"{path}: {wrong}");
            var schema = node.Deserialize<EventSchema>(RunJson.Line)!;
            return EventSchemaCheck.Fault(schema) is { } fault ? throw new UsageException($"{path}: {fault}") : schema;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
        }
        catch (JsonException e)
        {
            throw new UsageException(FormattableString.Invariant(
                $"{path} line {e.LineNumber + 1}: is not JSON: {e.Message.Split(". ")[0]}; ctrbench schema prints a mapping"));
        }
    }

    /// <summary>A mapping as the text of a file.</summary>
    public static string Text(EventSchema schema) => JsonSerializer.Serialize(schema, RunJson.Indented);
}

/// <summary>What is wrong with the shape of a mapping's file, in its own names.</summary>
internal static class SchemaFileCheck
{
    private const string Example = "{\"event_time\": {\"path\": \"ts\", \"form\": \"epoch-s\"}}";

    private static readonly string[] Fields = ["event_time", "event_type", "producer_timestamp", "key"];

    private static readonly string[] Forms =
        [.. Enum.GetValues<TimeForm>().Select(form => JsonSerializer.Serialize(form, RunJson.Line).Trim('"'))];

    /// <summary>The first fault; null where the file can be read as a mapping.</summary>
    public static string? Fault(JsonNode? node)
    {
        if (node is not JsonObject root) return $"a mapping is an object: {Example}";
        return Unknown(root, "", Fields)
            ?? (root["event_time"] is null ? $"event_time is missing: {Example}" : null)
            ?? Part(root, "event_time", ["path", "form"])
            ?? Part(root, "producer_timestamp", ["path", "form"])
            ?? Part(root, "event_type", ["path", "views", "clicks"])
            ?? Text(root, "", "key");
    }

    private static string? Part(JsonObject root, string name, string[] fields)
    {
        if (root[name] is not { } node) return null;
        if (node is not JsonObject part) return $"{name} must be an object with a path: {Example}";
        return Unknown(part, name + ".", fields)
            ?? (part["path"] is null ? $"{name}.path is missing" : null)
            ?? Text(part, name + ".", "path")
            ?? Form(part, name)
            ?? Values(part, name, "views")
            ?? Values(part, name, "clicks");
    }

    private static string? Form(JsonObject part, string name)
    {
        if (part["form"] is not { } form) return null;
        return form is JsonValue value && value.TryGetValue(out string? text) && Forms.Contains(text) ? null
            : $"{name}.form {form.ToJsonString()} is not a form of a time: {string.Join(", ", Forms)}";
    }

    private static string? Values(JsonObject part, string name, string field)
    {
        if (part[field] is not { } node) return null;
        return node is JsonArray values && values.All(IsText) ? null
            : $"{name}.{field} must be a list of texts, such as [\"imp\"]; a number is written as text: \"1\"";
    }

    private static string? Text(JsonObject part, string prefix, string field) => part[field] is { } node && !IsText(node)
        ? $"{prefix}{field} must be a text: the path of a field, such as \"meta.ts\"" : null;

    private static string? Unknown(JsonObject part, string prefix, string[] known)
    {
        var name = part.Select(field => field.Key).FirstOrDefault(key => !known.Contains(key));
        return name is null ? null
            : $"no such field {prefix}{name}{NearestName.Hint(name, known)} Known: "
                + string.Join(", ", known.Select(field => prefix + field));
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
}
