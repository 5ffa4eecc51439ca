using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Commands;

namespace CtrBench.Harness.Running;

/// <summary>A real Flink: steps on each event, and judged runs in its default mode.</summary>
internal sealed class FlinkValidation(Uri gateway, Uri rest) : IValidatedEngine
{
    private readonly FlinkSqlEngine _engine = new(gateway, rest);

    /// <inheritdoc/>
    public string Name => FlinkSqlEngine.EngineName;

    /// <inheritdoc/>
    public Task<string> VersionAsync(TimeProvider clock, CancellationToken ct) => _engine.VersionAsync(clock, ct);

    /// <inheritdoc/>
    public ValidationScript ScriptOf(int seed, string version)
    {
        var script = new RandomScript(seed);
        var name = FormattableString.Invariant($"flink-{version}-script-{seed:0000}");
        return new ValidationScript(name, script.Why, script.Query, script.Partitions, script.Records, script.Steps);
    }

    /// <inheritdoc/>
    public ValidationScript CaseOf(Transcript given)
    {
        if (given.Engine.Name != Name || given.Steps is null || given.Query.TickAfterEachStep)
            throw new TranscriptException("only steps of a Flink with watermarks on each event can be run afresh");
        var recorded = TranscriptReader.Query(given);
        var query = recorded with
        {
            Continuous = recorded.Continuous with { EmitIntervalMs = 0, BufferTimeoutMs = 0 },
            Delivery = new() { CheckpointIntervalMs = 0 },
        };
        return new ValidationScript(
            given.Name, given.Why ?? given.Name, query, given.Query.Partitions, given.Records, [.. given.Steps.Select(s => s.Append[1])]);
    }

    /// <inheritdoc/>
    public Task<Transcript> RecordAsync(ValidationScript script, EngineEndpoints endpoints, CancellationToken ct) =>
        new FlinkRecorder(_engine).RecordAsync(script.Name, script.Why, script.Query, script.Records, script.Steps, endpoints, ct);

    /// <inheritdoc/>
    public async Task<ValidateLiveOutcome> RunAsync(
        ValidateLiveOutcome sofar, int seed, EngineEndpoints endpoints, CancellationToken ct)
    {
        var report = await FlinkLiveRun.RunAsync(_engine, ValidationRun.Query(seed), ValidationRun.Rows(seed), endpoints, ct);
        return sofar with { Runs = [.. sofar.Runs, report] };
    }
}
