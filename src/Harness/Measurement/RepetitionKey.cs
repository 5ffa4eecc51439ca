using System.Text.Json;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// What runs that repeat each other have in common: name, mode, engine and its version, profile, transport, query and workload, whatever
/// the seed and the time of day. The only rule by which runs are grouped: headlines of a suite and of a report are over the same runs.
/// </summary>
/// <param name="Text">The common fields as JSON.</param>
internal readonly record struct RepetitionKey(string Text)
{
    /// <summary>The key of a run.</summary>
    public static RepetitionKey Of(RunManifest run) => new(JsonSerializer.Serialize(
        new object?[]
        {
            run.Name, run.Mode, run.Engine?.Name, run.EngineVersion, run.Profile, run.Transport,
            run.Workload with { Seed = 0, StartMs = 0 }, run.Query,
        },
        RunJson.Line));
}
