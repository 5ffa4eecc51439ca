using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Windows;

/// <summary>
/// An engine in a file, by its name. A name that is not one of <paramref name="known"/> is refused; the reader's error names the field.
/// </summary>
/// <param name="known">The engines that the field may hold.</param>
internal class EngineIdJson(IReadOnlyList<EngineId> known) : JsonConverter<EngineId>
{
    /// <summary>Any engine.</summary>
    public EngineIdJson()
        : this(EngineId.All)
    {
    }

    /// <inheritdoc/>
    public override EngineId? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Without a message of its own the exception says that the value has the wrong type.
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        var name = reader.GetString();
        return EngineId.Find(name) is { } engine && known.Contains(engine) ? engine : Unknown(name!, string.Join(", ", known));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EngineId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);

    /// <summary>What a name that is not known means; here it is an error.</summary>
    /// <exception cref="JsonException">The name is not known.</exception>
    protected virtual EngineId? Unknown(string name, string knownNames) =>
        throw new JsonException($"unknown engine '{name}'; known: {knownNames}");
}

/// <summary>An engine in a file that only twins are named in.</summary>
internal sealed class TwinIdJson() : EngineIdJson(EngineId.Twins);
