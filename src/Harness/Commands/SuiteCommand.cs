using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>suite</c>: the whole evaluation, engines x traffic x producers, with pictures and report.</summary>
internal static class SuiteCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "suite",
        Summary = "The whole evaluation, in virtual time or live: engines x traffic x producers, checked, with pictures and one report",
        Examples =
        [
            "suite",
            "suite --trigger 1s,5s --delay 5s,20s",
            "suite --engines continuous --traffic mmpp --producers 1,8 --rate 20k/s --duration 1h",
            "suite --trace clicks.csv --window 1m --out runs/real-clicks",
            "suite --quick --engines microbatch,continuous",
            "suite --engines spark,microbatch --kafka localhost:9092 --spark http://localhost:15002 --rate 2000/s --out runs/spark",
            "suite --resume runs/spark",
        ],
        Options =
        [
            EngineOptions.Several, EngineOptions.Profiles, .. WorkloadOptions.AllOfComparison, .. QueryOptions.All,
            .. LiveSuiteOptions.All, KafkaOptions.Kafka, .. KafkaOptions.Common, .. RealEngineOptions.OfSuite,
            PriceText.Option, WorkloadOptions.KeepEvents, FolderNames.Name, FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            if (line.GetValue(LiveSuiteOptions.Resume) is { } resumed)
                return await LiveSuiteCommand.ResumeAsync(line, resumed, session, ct);
            if (LiveSuiteCommand.IsLive(line)) return await LiveSuiteCommand.RunAsync(line, session, ct);
            LiveSuiteOptions.RefuseInVirtualTime(line);
            var plan = Plan(line);
            var size = PluralText.Of(plan.Runs.Count, "run");
            await session.Error.WriteLineAsync($"{size}, {PlanText.Of(plan.Runs[0].Query)}{PlanText.Of(plan.Lists)} -> {plan.Folder}");
            if (line.GetValue(LiveSuiteOptions.DryRun)) return SuitePlanReport.Of(plan);
            return await session.Runs.SuiteAsync(plan, session, ct);
        },
    };

    /// <summary>The plan of a line.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static SuitePlan Plan(ParseResult line)
    {
        var engines = line.Of(EngineOptions.Several);
        var kinds = WorkloadOptions.KindsOf(line, WorkloadOptions.SeveralTraffics);
        var producers = line.Of(WorkloadOptions.SeveralProducers);
        var profiles = line.GetValue(EngineOptions.Profiles)?.Value ?? [];
        if (profiles.Count > 1 && profiles.Count != engines.Count)
            line.Refuse(EngineOptions.Profiles, $"give one profile, or one for each of {string.Join(", ", engines.Select(e => e.Name))}");

        var seeds = WorkloadOptions.SeedsOf(line, WorkloadOptions.Seeds);
        var combinations = Sweep.Lines(line, kinds.Count * producers.Count * seeds.Count * engines.Count);
        var folder = FolderNames.Choose(line, FolderNames.NameOf(line) ?? FormattableString.Invariant($"suite-seed{seeds[0]}"));
        var runs =
            from combination in combinations
            let query = QueryOptions.Read(combination.Line, engines, combination.Line.Of(WorkloadOptions.Partitions))
            from kind in kinds
            from n in producers
            from seed in seeds
            from engine in engines.Index()
            let suffix = Sweep.SuffixOf(engine.Item, combination.Values)
            where suffix is not null
            let workload = WorkloadOptions.Read(combination.Line, kind, n) with { Seed = seed }
            let runId = FolderNames.RunName(engine.Item.Name, workload) + suffix
            let profile = profiles.Count == 0 ? null : profiles[profiles.Count == 1 ? 0 : engine.Index]
            select new RunPlan(runId, engine.Item, workload, query, profile, Path.Combine(folder, FolderNames.Slug(runId)))
            {
                Name = FolderNames.NameOf(line),
                KeepEvents = line.GetValue(WorkloadOptions.KeepEvents),
            };
        return new SuitePlan([.. runs], folder) { Lists = Sweep.ListsOf(line) };
    }
}
