using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>Cases, scripts and judged runs on a real engine, one after the other, each on fresh topics.</summary>
internal sealed class EngineValidation(ValidateLivePlan plan, IValidatedEngine engine)
{
    /// <summary>The validation that a plan asks for.</summary>
    public static EngineValidation Of(ValidateLivePlan plan) => new(plan, plan.Engine.Family == EngineFamily.MicroBatch
        ? new SparkValidation(plan.Spark!)
        : new FlinkValidation(plan.FlinkGateway!, plan.FlinkRest!));

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
