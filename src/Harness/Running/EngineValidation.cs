using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Windows.Events;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>Cases, scripts and judged runs on a real engine, one after the other, each on fresh topics.</summary>
internal sealed class EngineValidation(ValidateLivePlan plan, IValidatedEngine engine)
{
    /// <summary>The validation that a plan asks for.</summary>
    public static EngineValidation Of(ValidateLivePlan plan) => new(plan, plan.Spark is { } spark
        ? new SparkValidation(spark, plan.Sliding)
        : new FlinkValidation(plan.FlinkGateway!, plan.FlinkRest!, plan.Sliding));

    /// <summary>Runs all pieces. A difference is an answer, not an error.</summary>
    public async Task<ValidateLiveOutcome> ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var version = await engine.VersionAsync(session.Clock, ct);
        var outcome = new ValidateLiveOutcome($"{engine.Id} {version}", [], []);
        var done = 0;
        foreach (var file in plan.Cases)
        {
            outcome = await CaseAsync(outcome, file, session, ct);
            Show(file);
        }

        for (var i = 0; i < plan.Scripts; i++)
        {
            var script = engine.ScriptOf(plan.Seed + i, version);
            outcome = await RecordAsync(outcome, script, session, ct);
            Show(script.Name);
        }

        for (var i = 0; i < plan.Runs; i++)
        {
            await using var topics = await RunTopics.CreateAsync(plan.Broker, ValidationRun.Partitions, session, ct);
            outcome = await engine.RunAsync(outcome, plan.Seed + i, topics.Endpoints(session.Clock, checkpointFolder: null), ct);
            Show("judged run");
        }

        return outcome;

        void Show(string note) =>
            progress.Report(new ProgressStep("validate", ++done, plan.Cases.Count + plan.Scripts + plan.Runs, note));
    }

    private async Task<ValidateLiveOutcome> CaseAsync(ValidateLiveOutcome sofar, string file, VerbSession session, CancellationToken ct)
    {
        ValidationScript script;
        try
        {
            script = engine.CaseOf(Path.GetFileNameWithoutExtension(file), await File.ReadAllBytesAsync(file, ct));
        }
        catch (Exception e) when (e is TranscriptException or IOException or UnauthorizedAccessException)
        {
            return sofar with { Replays = [.. sofar.Replays, new ReplayOutcome(file, ReplayVerdict.Unreadable, [], Error: e.Message)] };
        }

        return await RecordAsync(sofar, script, session, ct);
    }

    private async Task<ValidateLiveOutcome> RecordAsync(
        ValidateLiveOutcome sofar, ValidationScript script, VerbSession session, CancellationToken ct)
    {
        await using var topics = await RunTopics.CreateAsync(plan.Broker, script.Partitions, session, ct);
        var transcript = await engine.RecordAsync(script, topics.Endpoints(session.Clock, checkpointFolder: null), ct);
        var json = TranscriptWriter.Write(transcript);
        if (plan.RecordFolder is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, script.Name + ".json"), json, ct);
        return sofar with
        {
            Replays = [.. sofar.Replays, TranscriptReplay.Run(script.Name, json)],
            Recorded = sofar.Recorded.And(transcript),
        };
    }
}

/// <summary>The live traffic of every judged run: 25 s by the clock, some 50 windows.</summary>
internal static class ValidationRun
{
    /// <summary>Partitions of the events topic.</summary>
    public const int Partitions = 2;

    private const int RowCount = 6_000;
    private const long SpanMs = 100_000;

    /// <summary>The job of a seed, in Flink's terms.</summary>
    public static CtrQuery Query(int seed, bool sliding) =>
        ValidationTraffic.Query(parallelism: Partitions, seed % 3 == 0 ? GroupField.AdType : GroupField.None, sliding);

    /// <summary>The rows of a seed.</summary>
    public static IEnumerable<(int Partition, long DueMs, byte[] Value)> Rows(int seed) =>
        ValidationTraffic.Rows((ulong)seed, RowCount, SpanMs, Partitions);
}

/// <summary>A real engine, as a validation uses it.</summary>
internal interface IValidatedEngine
{
    /// <summary>Which engine it is.</summary>
    EngineId Id { get; }

    /// <summary>Its version, as it gives it.</summary>
    Task<string> VersionAsync(TimeProvider clock, CancellationToken ct);

    /// <summary>The random script of a seed.</summary>
    ValidationScript ScriptOf(int seed, string version);

    /// <summary>The script that gives this engine the events of a user's file: a script of events, or a recording.</summary>
    /// <exception cref="TranscriptException">It cannot be run.</exception>
    ValidationScript CaseOf(string name, byte[] json);

    /// <summary>Runs a script and records what the engine does.</summary>
    Task<Transcript> RecordAsync(ValidationScript script, EngineEndpoints endpoints, CancellationToken ct);

    /// <summary>Runs live traffic on topics of <see cref="ValidationRun.Partitions"/> partitions and adds the verdict to what there is so
    /// far.</summary>
    Task<ValidateLiveOutcome> RunAsync(ValidateLiveOutcome sofar, int seed, EngineEndpoints endpoints, CancellationToken ct);
}

/// <summary>A script of records to be run on a real engine and recorded.</summary>
/// <param name="Name">Name of the recording.</param>
/// <param name="Why">What it shows, in a sentence.</param>
/// <param name="Query">The job.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Records">Records, in the order in which they are appended.</param>
/// <param name="Steps">Records a step.</param>
/// <param name="StepsBefore">How many steps are there before the query starts.</param>
/// <param name="WaitsMs">Flink: milliseconds of silence after each step; null: none.</param>
internal sealed record ValidationScript(
    string Name, string Why, CtrQuery Query, int Partitions, IReadOnlyList<TranscriptRecord> Records, IReadOnlyList<int> Steps,
    int StepsBefore = 0, IReadOnlyList<long>? WaitsMs = null);
