using System.Text.Json;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Measurement;

/// <summary>Looks at records of an unknown topic and proposes the mapping of their fields.</summary>
internal sealed class SchemaProposal
{
    private const int Deepest = 4, MostValues = 20, MostShown = 12;
    private static readonly string[] ViewWords =
        ["view", "impression", "imp", "shown", "show", "display", "pageview", "page_view", "ad_view"];

    private static readonly string[] ClickWords = ["click", "clicked", "clk", "ad_click", "tap"];
    private static readonly string[] TypeWords = ["type", "kind", "action", "event"];
    private static readonly string[] SentWords = ["sent", "send", "produc", "emit", "publish"];
    private string? _framed;
    private readonly Dictionary<string, FieldSeen> _fields = new(StringComparer.Ordinal);

    /// <summary>Records looked at.</summary>
    public int Records { get; private set; }

    /// <summary>Those that are JSON objects.</summary>
    public int Objects { get; private set; }

    /// <summary>Looks at one record.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        Records++;
        try
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return;
            Objects++;
            Look(document.RootElement, [], 0);
        }
        catch (JsonException)
        {
            // Counted as a record that is no object.
            _framed ??= WireFormat.Describe(record);
        }
    }

    /// <summary>The mapping; null where no field is an event time in a form that can be read.</summary>
    public EventSchema? Propose()
    {
        if (Times().FirstOrDefault(field => field.Form is not null) is not { Form: { } form } time) return null;
        return new EventSchema
        {
            EventTime = new TimeField(time.Path, form),
            EventType = TypeOf(),
            ProducerTimestamp = _fields.Values.Where(field => field.Path != time.Path && Named(field, SentWords))
                .Select(field => field.Form is { } sent && !TimeForms.IsText(sent) ? new TimeField(field.Path, sent) : null)
                .FirstOrDefault(stamp => stamp is not null),
        };
    }

    /// <summary>What was seen, one line a field, and what may be added by hand.</summary>
    public IEnumerable<string> Notes()
    {
        yield return $"{Objects} of {Records} records are JSON objects";
        if (_framed is not null) yield return _framed;
        foreach (var field in _fields.Values.OrderByDescending(field => field.Count).Take(MostShown))
            yield return $"  {field.Path}: in {field.Count} of {Objects}, {field.Kinds}, such as {field.Example}{FormText(field)}";
        if (_fields.Count > MostShown) yield return $"  and {_fields.Count - MostShown} more fields";
        if (Propose() is not { } proposed)
        {
            yield return Times().FirstOrDefault() is { } near
                ? $"no event time: {near.Path} looks like a time but is {near.Kinds}, such as {near.Example}; "
                    + "whole numbers, digits in quotes and ISO-8601 texts are read"
                : "no event time: no field looks like one; name it with --event-time PATH:FORM";
            yield break;
        }

        if (proposed.EventType is null)
            yield return "no event type has values that look like views and clicks: every row counts as a view; add event_type by hand";
        if (proposed.ProducerTimestamp is null) yield return "no producer timestamp was found: T0 is the append time";
        if (KeyLike() is { Count: > 0 } keys) yield return $"to group results add \"key\": one of {string.Join(", ", keys)}";
    }

    private static string FormText(FieldSeen field) =>
        field.Form is { } form ? $" (a time: {field.Path}:{TimeForms.NameOf(form)})" : "";

    private List<string> KeyLike() =>
    [
        .. _fields.Values.Where(field => field is { IsScalar: true, Form: null })
            .Where(field => field.Path.EndsWith("id", StringComparison.OrdinalIgnoreCase)).Take(5).Select(field => field.Path),
    ];

    private TypeField? TypeOf()
    {
        var few = _fields.Values.Where(field => field.Values.Count <= MostValues);
        foreach (var field in few.OrderByDescending(field => Named(field, TypeWords)))
        {
            string[] views = [.. field.Values.Where(value => ViewWords.Contains(value.ToLowerInvariant()))];
            string[] clicks = [.. field.Values.Where(value => ClickWords.Contains(value.ToLowerInvariant()))];
            if (views.Length > 0) return new TypeField(field.Path) { Views = views, Clicks = clicks };
        }

        return null;
    }

    // By name and presence; of equal ones the first in the records.
    private IEnumerable<FieldSeen> Times() => _fields.Values.Where(field => field.TimeScore > 0 && !Named(field, SentWords))
        .OrderByDescending(field => field.Form is not null).ThenByDescending(field => field.Count * 10 >= Objects * 9)
        .ThenByDescending(field => field.TimeScore);

    private static bool Named(FieldSeen field, string[] words) =>
        words.Any(word => field.Names[^1].Contains(word, StringComparison.OrdinalIgnoreCase));

    private void Look(JsonElement value, IReadOnlyList<string> outer, int depth)
    {
        foreach (var property in value.EnumerateObject())
        {
            string[] names = [.. outer, property.Name];
            if (property.Value.ValueKind == JsonValueKind.Object && depth < Deepest)
            {
                Look(property.Value, names, depth + 1);
                continue;
            }

            if (property.Name.Length == 0 || property.Name.Length > EventPath.MaxNameLength) continue;
            var path = EventPath.Of(names);
            if (!_fields.TryGetValue(path, out var field)) _fields.Add(path, field = new FieldSeen(path, names));
            field.Add(property.Value, MostValues);
        }
    }
}

/// <summary>A field as it was seen in records.</summary>
internal sealed class FieldSeen(string path, IReadOnlyList<string> names)
{
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<TimeForm, int> _forms = [];
    private int _values;

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>The names of the path.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>In how many records.</summary>
    public int Count { get; private set; }

    /// <summary>The first value that is not null.</summary>
    public string Example { get; private set; } = "null";

    /// <summary>Values as text, one more than are kept at most.</summary>
    public HashSet<string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The kinds of its values.</summary>
    public string Kinds => string.Join(" or ", _kinds);

    /// <summary>Whether it is only ever a text or a number.</summary>
    public bool IsScalar => _kinds is { Count: 1, Min: var kind }
        && (kind!.StartsWith("a text", StringComparison.Ordinal) || kind == "a number");

    /// <summary>The form as a time, where nearly all of its values have one form: a few broken ones are in most topics.</summary>
    public TimeForm? Form
    {
        get
        {
            if (_forms.Count == 0) return null;
            var (form, count) = _forms.MaxBy(seen => seen.Value);
            return count * 10 >= _values * 9 ? form : null;
        }
    }

    /// <summary>How much its name and value look like an event time; 0: not at all.</summary>
    public int TimeScore { get; private set; }

    /// <summary>Looks at one value.</summary>
    public void Add(JsonElement value, int mostValues)
    {
        Count++;
        if (value.ValueKind == JsonValueKind.Null) return;
        _kinds.Add(KindOf(value));
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (Values.Count <= mostValues) Values.Add(text);
        if (Example == "null") Example = EventTimeForm.Shown(value);
        TimeScore = Math.Max(TimeScore, EventTimeForm.Score(names[^1], value));
        var form = EventTimeForm.MappedFormOf(value);
        _values++;
        if (form is { } known) _forms[known] = _forms.GetValueOrDefault(known) + 1;
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text && text.All(char.IsAsciiDigit)
            ? $"a text of {text.Length} digits" : "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };
}
