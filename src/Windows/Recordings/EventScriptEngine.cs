using System.Text.Json.Serialization;

namespace CtrBench.Windows.Recordings;

/// <summary>The engine that a script of events is for.</summary>
/// <param name="Id">Which: a real one.</param>
internal sealed record EventScriptEngine(
    [property: JsonPropertyName("name"), JsonRequired, JsonConverter(typeof(RecordedEngineJson))] EngineId Id);
