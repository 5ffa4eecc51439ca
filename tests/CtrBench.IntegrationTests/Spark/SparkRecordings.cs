using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.Validation;

namespace CtrBench.IntegrationTests.Spark;

/// <summary>Scripts on a real Spark.</summary>
internal static class SparkRecordings
{
    /// <summary>Records what Spark does with a script.</summary>
    public static Task<Transcript> RecordAsync(
        this SparkConnectEngine engine, string name, SparkScript script, EngineEndpoints endpoints, CancellationToken ct) =>
        new SparkRecorder(engine).RecordAsync(
            name, "A script that a seed has drawn.", script.Query, script.Records, script.Steps, script.StepsBefore, endpoints, ct);
}
