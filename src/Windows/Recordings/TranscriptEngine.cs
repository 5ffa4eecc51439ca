using System.Text.Json.Serialization;

namespace CtrBench.Windows.Recordings;

/// <summary>The recorded engine.</summary>
/// <param name="Id">Which: a real one.</param>
/// <param name="Version">Its version, which selects rules that differ.</param>
internal sealed record TranscriptEngine(
    [property: JsonPropertyName("name"), JsonRequired, JsonConverter(typeof(RecordedEngineJson))] EngineId Id, string Version);

/// <summary>The engine of a recording or a script: a real one.</summary>
internal sealed class RecordedEngineJson() : EngineIdJson(EngineId.RealOnes)
{
    /// <inheritdoc/>
    /// <exception cref="TranscriptException">Always.</exception>
    protected override EngineId? Unknown(string name, string knownNames) =>
        throw new TranscriptException($"engine.name is '{name}'; known: {knownNames}");
}
