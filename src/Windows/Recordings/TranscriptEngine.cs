namespace CtrBench.Windows.Recordings;

/// <summary>The recorded engine.</summary>
/// <param name="Name">spark or flink.</param>
/// <param name="Version">Its version, which selects rules that differ.</param>
internal sealed record TranscriptEngine(string Name, string Version);
