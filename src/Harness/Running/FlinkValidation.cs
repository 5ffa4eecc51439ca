using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Traffic.Events;

namespace CtrBench.Harness.Running;

/// <summary>Scripts, cases and judged runs on a real Flink, one after the other, each on fresh topics.</summary>
internal sealed class FlinkValidation(ValidateLivePlan plan)
{
    private const int RunPartitions = 2;
    private const int RunRows = 6_000;
    private const long RunSpanMs = 100_000;

    private readonly FlinkSqlEngine _engine = new(plan.FlinkGateway!, plan.FlinkRest!);

    /// <summary>Runs all pieces. A difference is an answer, not an error.</summary>
    public async Task<ValidateLiveOutcome> ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var version = await _engine.VersionAsync(session.Clock, ct);
        var (replays, runs) = (new List<ReplayOutcome>(), new List<LiveReport>());
        foreach (var file in plan.Cases)
        {
            replays.Add(await CaseAsync(file, session, ct));
            Show(file);
        }

        for (var i = 0; i < plan.Scripts; i++)
        {
            var script = new RandomScript(plan.Seed + i);
            var name = FormattableString.Invariant($"flink-{version}-script-{script.Seed:0000}");
            replays.Add(await RecordAsync(name, script.Why, script.Query, script.Partitions, script.Records, script.Steps, session, ct));
            Show(name);
        }

        for (var i = 0; i < plan.Runs; i++)
        {
            runs.Add(await RunAsync(plan.Seed + i, session, ct));
            Show("judged run");
        }

        return new ValidateLiveOutcome($"flink {version}", replays, runs);

        void Show(string note) => progress.Report(
            new ProgressStep("validate", replays.Count + runs.Count, plan.Cases.Count + plan.Scripts + plan.Runs, note));
    }

    private async Task<ReplayOutcome> CaseAsync(string file, VerbSession session, CancellationToken ct)
    {
        EventScript script;
        CtrQuery query;
        try
        {
            script = EventScript.Parse(await File.ReadAllBytesAsync(file, ct));
            query = TranscriptReader.Query(script.Query, await _engine.RulesAsync(session.Clock, ct));
        }
        catch (Exception e) when (e is TranscriptException or IOException or UnauthorizedAccessException)
        {
            return new ReplayOutcome(file, ReplayVerdict.Unreadable, [], Error: e.Message);
        }

        if (script.Engine is { } engine && engine.Name != FlinkSqlEngine.EngineName)
        {
            return new ReplayOutcome(
                file, ReplayVerdict.Unreadable, [], Error: $"the script is for {engine.Name}, not for {FlinkSqlEngine.EngineName}");
        }

        if (query.Continuous.EmitStrategy != EmitStrategy.OnEvent)
        {
            return new ReplayOutcome(
                file, ReplayVerdict.Unreadable, [],
                Error: "query.emit_strategy must be on-event: nobody commands the ticks of a real Flink, so its steps are not determined");
        }

        query = query with
        {
            Continuous = query.Continuous with { EmitIntervalMs = 0, BufferTimeoutMs = 0 },
            Delivery = new() { CheckpointIntervalMs = 0 },
        };
        var name = Path.GetFileNameWithoutExtension(file);
        return await RecordAsync(
            name, script.Why ?? script.Name ?? name, query, script.Query.Partitions, script.Records, script.StepSizes, session, ct);
    }

    private async Task<ReplayOutcome> RecordAsync(
        string name, string why, CtrQuery query, int partitions, IReadOnlyList<TranscriptRecord> records, IReadOnlyList<int> steps,
        VerbSession session, CancellationToken ct)
    {
        await using var topics = await RunTopics.CreateAsync(plan.Broker, partitions, session, ct);
        var transcript = await new FlinkRecorder(_engine).RecordAsync(
            name, why, query, records, steps, topics.Endpoints(session.Clock, checkpointFolder: null), ct);
        var json = TranscriptWriter.Write(transcript);
        if (plan.RecordFolder is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".json"), json, ct);
        return TranscriptReplay.Run(name, json);
    }

    private async Task<LiveReport> RunAsync(int seed, VerbSession session, CancellationToken ct)
    {
        await using var topics = await RunTopics.CreateAsync(plan.Broker, RunPartitions, session, ct);
        var query = LiveTraffic.Query(parallelism: RunPartitions, seed % 3 == 0 ? GroupField.AdType : GroupField.None);
        var rows = LiveTraffic.Rows((ulong)seed, RunRows, RunSpanMs, RunPartitions);
        return await FlinkLiveRun.RunAsync(_engine, query, rows, topics.Endpoints(session.Clock, checkpointFolder: null), ct);
    }
}
