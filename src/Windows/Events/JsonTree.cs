namespace CtrBench.Windows.Events;

/// <summary>A JSON value as Jackson's tree has it.</summary>
internal sealed class JsonTree
{
    private readonly ByteText? _scalar;
    private readonly OrderedDictionary<string, JsonTree>? _fields;
    private readonly List<JsonTree>? _elements;

    /// <summary>An empty object or array.</summary>
    public JsonTree(bool isObject)
    {
        if (isObject) _fields = new(StringComparer.Ordinal);
        else _elements = [];
    }

    /// <summary>A value that has been written.</summary>
    public JsonTree(ByteText scalar) => _scalar = scalar;

    /// <summary>Adds a child; a field of the same name is replaced at its place.</summary>
    public void Add(string name, JsonTree value)
    {
        if (_fields is not null) _fields[name] = value;
        else _elements!.Add(value);
    }

    /// <summary>Appends the value without blanks.</summary>
    public void Write(ByteText target)
    {
        if (_scalar is not null)
        {
            target.Append(_scalar.Bytes);
            return;
        }
        target.Append((byte)(_fields is null ? '[' : '{'));
        for (var i = 0; i < (_fields?.Count ?? _elements!.Count); i++)
        {
            if (i > 0) target.Append((byte)',');
            if (_fields is not null)
            {
                JacksonText.WriteText(_fields.GetAt(i).Key, surrogates: false, target);
                target.Append((byte)':');
            }
            (_fields?.GetAt(i).Value ?? _elements![i]).Write(target);
        }
        target.Append((byte)(_fields is null ? ']' : '}'));
    }
}
