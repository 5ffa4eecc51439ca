using System.Text;

namespace CtrBench.Windows.Events;

/// <summary>
/// The names that a reader looks for, on all levels of a record, each with a small number; 0 is any other name. Names are case-sensitive on
/// every engine (K10).
/// </summary>
internal sealed class FieldNames
{
    private readonly byte[][]? _names;

    private FieldNames(byte[][]? names, int longest) => (_names, MaxEscapedLength) = (names, 6 * longest);

    /// <summary>Those of the nine fields, numbered as <see cref="EventField"/>.</summary>
    public static FieldNames NineFields { get; } = new(null, EventFieldNames.MaxLength);

    /// <summary>No escaped form of a name is longer: six bytes for each of its UTF-16 units.</summary>
    public int MaxEscapedLength { get; }

    /// <summary>These names, numbered from 1.</summary>
    public static FieldNames Of(IReadOnlyList<string> names) =>
        new([.. names.Select(Encoding.UTF8.GetBytes)], names.Max(name => name.Length));

    /// <summary>The number of a name.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (_names is null) return (int)EventFieldNames.Find(name);
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i])) return i + 1;
        }

        return 0;
    }

    /// <summary>The number of a name.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxEscapedLength / 6) return 0;
        Span<byte> utf8 = stackalloc byte[MaxEscapedLength];
        // A lone surrogate is no name of a mapping, and would be replaced here.
        return System.Text.Unicode.Utf8.FromUtf16(name, utf8, out _, out var length, replaceInvalidSequences: false)
            == System.Buffers.OperationStatus.Done ? Find(utf8[..length]) : 0;
    }
}

/// <summary>The declared fields of one object: the columns of a table, or of a row in one.</summary>
internal sealed class FieldLevel
{
    private readonly FieldSlot[] _slots;

    private FieldLevel(FieldNames names, FieldSlot[] slots)
    {
        (Names, _slots) = (names, slots);
        Count = slots.Count(slot => slot.IsDeclared);
        Leaves = [.. slots.SelectMany(slot => slot.Inner?.Leaves ?? (slot.IsDeclared ? [slot.Field] : []))];
    }

    /// <summary>The nine fields.</summary>
    public static FieldLevel NineFields { get; } = new(
        FieldNames.NineFields, [.. Enumerable.Range(0, EventFieldNames.Count + 1).Select(i => new FieldSlot((EventField)i, null))]);

    /// <summary>The names of all levels.</summary>
    public FieldNames Names { get; }

    /// <summary>How many fields are declared on this level.</summary>
    public int Count { get; }

    /// <summary>All fields on this level and within.</summary>
    public IReadOnlyList<EventField> Leaves { get; }

    /// <summary>The field with the name of this number.</summary>
    public FieldSlot this[int name] => _slots[name];

    /// <summary>The outermost level of a mapping; null is the nine fields.</summary>
    public static FieldLevel Of(EventSchema? schema)
    {
        if (schema is null) return NineFields;
        var paths = SchemaFields.Of(schema).ToList();
        var all = paths.SelectMany(field => field.Names).Distinct(StringComparer.Ordinal).ToList();
        return Level(FieldNames.Of(all), all, paths, 0);
    }

    private static FieldLevel Level(FieldNames names, List<string> all, IReadOnlyList<SchemaField> fields, int depth)
    {
        var slots = new FieldSlot[all.Count + 1];
        foreach (var same in fields.GroupBy(field => field.Names[depth], StringComparer.Ordinal))
        {
            SchemaField[] inner = [.. same];
            slots[all.IndexOf(same.Key) + 1] = inner[0].Names.Count == depth + 1
                ? new FieldSlot(inner[0].Field, null)
                : new FieldSlot(EventField.None, Level(names, all, inner, depth + 1));
        }

        return new FieldLevel(names, slots);
    }
}

/// <summary>What a name stands for on its level.</summary>
/// <param name="Field">The field; none for an object and for a name that is not declared.</param>
/// <param name="Inner">The fields of an object.</param>
internal readonly record struct FieldSlot(EventField Field, FieldLevel? Inner)
{
    /// <summary>Whether the name is declared on this level.</summary>
    public bool IsDeclared => Field != EventField.None || Inner is not null;
}

/// <summary>A field of a mapping.</summary>
/// <param name="Field">Which.</param>
/// <param name="Names">Its path.</param>
internal sealed record SchemaField(EventField Field, IReadOnlyList<string> Names);

/// <summary>Lists the fields of a mapping.</summary>
internal static class SchemaFields
{
    /// <summary>Event time, type, producer timestamp and key, as far as it has them.</summary>
    public static IEnumerable<SchemaField> Of(EventSchema schema)
    {
        yield return new SchemaField(EventField.EventTimeMs, EventPath.Names(schema.EventTime.Path));
        if (schema.EventType is { } type) yield return new SchemaField(EventField.EventType, EventPath.Names(type.Path));
        if (schema.ProducerTimestamp is { } stamp)
            yield return new SchemaField(EventField.ProducerTimestampNs, EventPath.Names(stamp.Path));
        if (schema.Key is { } key) yield return new SchemaField(EventField.Key, EventPath.Names(key));
    }
}
