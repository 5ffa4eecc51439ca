using CtrBench.Engines.Composition;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Commands;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>A real Flink: steps on each event, and judged runs in its default mode.</summary>
internal sealed class FlinkValidation(Uri gateway, Uri rest, bool sliding) : IValidatedEngine
{
    private readonly FlinkSqlEngine _engine = EngineCatalog.Flink(new FlinkSettings { Gateway = gateway, Rest = rest });

    /// <inheritdoc/>
    public EngineId Id => _engine.Id;

    /// <inheritdoc/>
    public Task<string> VersionAsync(TimeProvider clock, CancellationToken ct) => _engine.VersionAsync(clock, ct);

    /// <inheritdoc/>
    public ValidationScript ScriptOf(int seed, string version)
    {
        var script = new RandomScript(seed, sliding);
        var name = FormattableString.Invariant($"{Id}-{version}-{(sliding ? "sliding" : "script")}-{seed:0000}");
        return new ValidationScript(name, script.Why, script.Query, script.Partitions, script.Records, script.Steps);
    }

    /// <inheritdoc/>
    public ValidationScript CaseOf(string name, byte[] json)
    {
        var script = EventScript.Parse(json);
        script.ThrowUnlessFor(Id);
        // The rules are the recording's matter: it says the version that ran.
        var query = TranscriptReader.Query(script.Query, FlinkRules.V2);
        if (query.Continuous.EmitStrategy != EmitStrategy.OnEvent)
        {
            throw new TranscriptException(
                "query.emit_strategy must be on-event: the ticks of a real Flink cannot be controlled, so its steps are not determined");
        }

        query = query with
        {
            Continuous = query.Continuous with { EmitIntervalMs = script.Query.TickMs ?? 0, BufferTimeoutMs = 0 },
            Delivery = new() { CheckpointIntervalMs = 0 },
        };
        return new ValidationScript(
            name, script.Why ?? script.Name ?? name, query, script.Query.Partitions, script.Records, script.StepSizes,
            WaitsMs: script.WaitsMs);
    }

    /// <inheritdoc/>
    public Task<Transcript> RecordAsync(ValidationScript script, EngineEndpoints endpoints, CancellationToken ct) =>
        new FlinkRecorder(_engine).RecordAsync(
            script.Name, script.Why, script.Query, script.Records, script.Steps, endpoints, ct, script.WaitsMs);

    /// <inheritdoc/>
    public async Task<ValidateLiveOutcome> RunAsync(
        ValidateLiveOutcome sofar, int seed, EngineEndpoints endpoints, CancellationToken ct)
    {
        var report = await FlinkLiveRun.RunAsync(_engine, ValidationRun.Query(seed, sliding), ValidationRun.Rows(seed), endpoints, ct);
        return sofar with { Runs = [.. sofar.Runs, report] };
    }
}
