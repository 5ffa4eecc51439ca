using CtrBench.Engines.Composition;
using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Commands;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>A real Spark: scripts, alternately stepwise and with a backlog, and live runs compared with the twin batch by batch.</summary>
internal sealed class SparkValidation(SparkConnection spark, bool sliding) : IValidatedEngine
{
    // Nothing here is timed: a busy server is slow and not wrong.
    private static readonly SparkConnectSettings Patient =
        new() { PollIntervalMs = 100, StartLimitMs = 600_000, StopLimitMs = 120_000 };

    private readonly SparkConnectEngine _engine = EngineCatalog.Spark(spark, Patient);

    /// <inheritdoc/>
    public EngineId Id => _engine.Id;

    /// <inheritdoc/>
    public Task<string> VersionAsync(TimeProvider clock, CancellationToken ct) =>
        SparkProbe.VersionAsync(spark.Server, spark.Token, clock, ct);

    /// <inheritdoc/>
    public ValidationScript ScriptOf(int seed, string version)
    {
        var script = new SparkScript(seed, backlog: seed % 2 == 0, sliding);
        var kind = (sliding ? "sliding-" : "") + (script.IsBacklog ? "backlog" : "steps");
        var name = FormattableString.Invariant($"{Id}-{version}-{kind}-{seed:0000}");
        return new ValidationScript(
            name, script.Why, script.Query, script.Partitions, script.Records, script.Steps, script.StepsBefore);
    }

    /// <inheritdoc/>
    public ValidationScript CaseOf(string name, byte[] json)
    {
        var script = EventScript.Parse(json);
        script.ThrowUnlessFor(Id);
        if (script.WaitsMs.Any(waitMs => waitMs > 0))
            throw new TranscriptException("steps with wait_ms are for Flink: Spark has no idle partitions");
        if (script.Batches is null)
        {
            return new ValidationScript(
                name, script.Why ?? script.Name ?? name, TranscriptReader.Query(script.Query, FlinkRules.V2), script.Query.Partitions,
                script.Records, script.StepSizes);
        }

        var given = TranscriptReader.Parse(json);
        var query = TranscriptReader.Query(given);
        var (steps, before) = SparkCaseSteps.Of(given);
        return new ValidationScript(name, given.Why ?? given.Name, query, given.Query.Partitions, given.Records, steps, before);
    }

    /// <inheritdoc/>
    public Task<Transcript> RecordAsync(ValidationScript script, EngineEndpoints endpoints, CancellationToken ct) =>
        new SparkRecorder(_engine).RecordAsync(
            script.Name, script.Why, script.Query, script.Records, script.Steps, script.StepsBefore, endpoints, ct);

    /// <inheritdoc/>
    public async Task<ValidateLiveOutcome> RunAsync(
        ValidateLiveOutcome sofar, int seed, EngineEndpoints endpoints, CancellationToken ct)
    {
        // Back to back, by the clock, and every change of a window.
        var query = ValidationRun.Query(seed, sliding) with
        {
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = seed % 3 == 0 ? 0 : 1_000,
                OutputMode = seed % 3 == 2 ? OutputMode.Update : OutputMode.Append,
            },
        };
        var report = await SparkLiveRun.RunAsync(_engine, query, ValidationRun.Rows(seed), endpoints, ct);
        return sofar with { BatchRuns = [.. sofar.BatchRuns, report] };
    }
}
