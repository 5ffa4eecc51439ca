using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>A path in a record: the names from the outside in.</summary>
internal static class EventPath
{
    /// <summary>The most names of a path: deeper records are not read.</summary>
    public const int MaxNames = 16;

    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The names of a path; a backslash takes the dot or backslash after it as part of the name.</summary>
    /// <exception cref="FormatException">It is no path; the message says why.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c == '.')
            {
                End();
                continue;
            }

            if (c == '\\' && (++i == path.Length || (c = path[i]) is not ('.' or '\\')))
                throw new FormatException("a backslash stands before a dot or another backslash alone");
            if (char.IsSurrogate(c) && !IsPaired(path, i)) throw new FormatException("contains half a character (a lone surrogate)");
            if (char.IsControl(c)) throw new FormatException("contains a control character");
            name.Append(c);
        }

        End();
        return names.Count <= MaxNames ? names : throw new FormatException($"is nested {names.Count} deep, {MaxNames} at most");

        void End()
        {
            if (name.Length == 0) throw new FormatException("has an empty name: write it as outer.inner, a dot within a name as \\.");
            if (name.Length > MaxNameLength) throw new FormatException($"has a name of {name.Length} characters, {MaxNameLength} at most");
            names.Add(name.ToString());
            name.Clear();
        }
    }

    /// <summary>Names as a path.</summary>
    public static string Of(IEnumerable<string> names) => string.Join('.', names.Select(name =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal)));

    private static bool IsPaired(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
        : at > 0 && char.IsHighSurrogate(text[at - 1]);
}

/// <summary>Whether a mapping can be used by any engine.</summary>
internal static class EventSchemaCheck
{
    private const int MaxValues = 100;

    /// <summary>What is wrong with a mapping, in the words of its file; null when nothing is.</summary>
    public static string? Fault(EventSchema schema)
    {
        List<(string Field, string Path)> paths = [("event_time", schema.EventTime.Path)];
        if (schema.EventType is { } type) paths.Add(("event_type", type.Path));
        if (schema.ProducerTimestamp is { } stamp) paths.Add(("producer_timestamp", stamp.Path));
        if (schema.Key is { } key) paths.Add(("key", key));
        var read = new List<(string Field, IReadOnlyList<string> Names)>();
        foreach (var (field, path) in paths)
        {
            try
            {
                read.Add((field, EventPath.Names(path)));
            }
            catch (FormatException e)
            {
                return $"the path '{path}' of {field} {e.Message}";
            }
        }

        return Overlap(read) ?? (schema.EventType is { } values ? Fault(values) : null) ?? Forms(schema);
    }

    private static string? Overlap(List<(string Field, IReadOnlyList<string> Names)> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            for (var j = 0; j < paths.Count; j++)
            {
                var (outer, inner) = (paths[i], paths[j]);
                if (i == j || !outer.Names.SequenceEqual(inner.Names.Take(outer.Names.Count))) continue;
                return outer.Names.Count == inner.Names.Count
                    ? $"{outer.Field} and {inner.Field} have the same path '{EventPath.Of(outer.Names)}': each needs a field of its own"
                    : $"the path '{EventPath.Of(outer.Names)}' of {outer.Field} is an object of which {inner.Field} is a part "
                        + $"('{EventPath.Of(inner.Names)}'): name a field that holds a value";
            }
        }

        return null;
    }

    private static string? Fault(TypeField type)
    {
        if (type.Views.Count == 0) return "event_type has no value that counts as a view: list one, or leave event_type out to count rows";
        if (type.Views.Count + type.Clicks.Count > MaxValues)
            return $"event_type has {type.Views.Count + type.Clicks.Count} values, {MaxValues} at most";
        var values = type.Views.Concat(type.Clicks).ToList();
        if (values.Exists(value => value is null)) return "a value of event_type is null: list texts";
        var twice = values.GroupBy(value => value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : $"the value '{twice.Key}' of event_type is listed twice: it counts as a view or as a click, and once";
    }

    private static string? Forms(EventSchema schema)
    {
        foreach (var (field, time) in new[] { ("event_time", schema.EventTime), ("producer_timestamp", schema.ProducerTimestamp) })
        {
            if (time is not null && !Enum.IsDefined(time.Form)) return $"{field} has no known form: {time.Form}";
            if (field == "producer_timestamp" && time is not null && TimeForms.IsText(time.Form))
                return $"producer_timestamp is a text ({TimeForms.NameOf(time.Form)}): only numbers are read as one; "
                    + "leave it out for the append time";
        }

        return null;
    }
}
