namespace CtrBench.Windows.Recordings;

/// <summary>The engine that a script of events is for.</summary>
/// <param name="Name">spark or flink.</param>
internal sealed record EventScriptEngine(string Name);
