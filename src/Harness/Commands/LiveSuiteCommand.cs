using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Commands;

/// <summary>A suite in real time, from the command line to its plan: new, or continued from the options that it was begun with.</summary>
internal static class LiveSuiteCommand
{
    private const long StandardDurationMs = 120_000;
    private const long QuickDurationMs = 60_000;
    private const int StandardRepeat = 3;

    /// <summary>Whether a line asks for a suite in real time.</summary>
    public static bool IsLive(ParseResult line) => line.GetValue(LiveSuiteOptions.Live) || line.GetValue(LiveSuiteOptions.Quick)
        || line.Gives(KafkaOptions.Kafka) || line.Of(EngineOptions.Several).Any(engine => engine.IsReal);

    /// <summary>Runs a new suite.</summary>
    public static Task<VerbReport> RunAsync(ParseResult line, VerbSession session, CancellationToken ct)
    {
        var plan = Plan(line, session.Environment, () => FolderNames.Choose(line, FolderName(line)));
        return RunAsync(line, plan, session, ct);
    }

    /// <summary>Continues a suite.</summary>
    /// <exception cref="UsageException">The line says something else than the suite was begun with.</exception>
    /// <exception cref="RunFolderException">There is no suite in the folder, or its state cannot be used.</exception>
    public static async Task<VerbReport> ResumeAsync(ParseResult line, string folder, VerbSession session, CancellationToken ct)
    {
        line.Refuse(FolderNames.Out, "cannot be combined with --resume, which names the folder; leave one out");
        var state = SuiteFolder.Read(folder);
        SuiteOptionList.ThrowIfOther(line, state.Options);
        var plan = Plan(SuiteOptionList.Parse(line, state.Options, folder), session.Environment, () => folder);
        var now = plan.Runs.Select(run => run.RunId);
        if (!now.SequenceEqual(state.Runs.Select(run => run.RunId)))
        {
            throw new RunFolderException(folder, $"its runs are not those that its options make with this version (it was begun by "
                + $"{state.ToolVersion ?? "an unknown version"})", "Continue it with the version that began it");
        }

        plan = plan with { Live = plan.Live! with { Options = state.Options, Resumed = state } };
        var complete = state.Runs.Count(run => run.State == SuiteRunState.Complete);
        await session.Error.WriteLineAsync(FormattableString.Invariant($"{folder}: {complete} of ")
            + FormattableString.Invariant($"{PluralText.Of(state.Runs.Count, "run")} {(complete == 1 ? "is" : "are")} complete"));
        return await RunAsync(line, plan, session, ct);
    }

    /// <summary>The plan of a line.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    private static SuitePlan Plan(ParseResult line, Func<string, string?> environment, Func<string> folderOf)
    {
        line.Refuse(EngineOptions.Profiles, "is for virtual time: a live run takes as long as its engine takes; leave it out");
        line.Refuse(WorkloadOptions.Seeds, "is for virtual time: live, --repeat says how many runs each configuration has");
        var quick = line.GetValue(LiveSuiteOptions.Quick);
        var engines = line.Of(EngineOptions.Several);
        var broker = KafkaOptions.Read(line, environment);
        var real = RealEngineOptions.ReadAll(line, environment, engines, broker);
        var kinds = WorkloadOptions.KindsOf(line, WorkloadOptions.SeveralTraffics);
        if (quick && !line.Gives(WorkloadOptions.SeveralTraffics)) kinds = [kinds[0]];
        var producers = line.Gives(WorkloadOptions.SeveralProducers) ? line.Of(WorkloadOptions.SeveralProducers)
            : quick ? [1] : [1, 2, 4];
        var seeds = WorkloadOptions.SeedsOf(line, LiveSuiteOptions.Repeat, quick ? 1 : StandardRepeat);
        var combinations = Sweep.Lines(line, seeds.Count * kinds.Count * producers.Count * engines.Count);
        var folder = folderOf();
        var runs =
            from seed in seeds.Index()
            from traffic in kinds.Index()
            from n in producers.Index()
            from combination in combinations.Index()
            let one = combination.Item
            let query = QueryOptions.Read(one.Line, engines, line.Of(WorkloadOptions.Partitions))
            let configuration = (traffic.Index * producers.Count + n.Index) * combinations.Count + combination.Index
            from engine in SuiteOrder.Row(seed.Index + configuration, engines.Count).Select(i => engines[i])
            let suffix = Sweep.SuffixOf(engine, one.Values)
            where suffix is not null
            let workload = WorkloadOf(one.Line, traffic.Item, n.Item, quick) with { Seed = seed.Item }
            let runId = FolderNames.RunName(engine.Name, workload) + suffix
            select new RunPlan(runId, engine, workload, query, null, Path.Combine(folder, FolderNames.Slug(runId)))
            {
                Name = FolderNames.NameOf(line),
                KeepEvents = line.GetValue(WorkloadOptions.KeepEvents),
                Broker = broker,
                Real = real.GetValueOrDefault(engine),
                PricePerCoreHour = PriceText.Of(line),
            };
        var options = SuiteOptionList.Of(line, environment);
        return new SuitePlan([.. runs], folder)
        {
            Lists = Sweep.ListsOf(line),
            Live = new LiveSuite(line.Of(LiveSuiteOptions.WarmUp), options, Resumed: null),
        };
    }

    private static Workload WorkloadOf(ParseResult line, TrafficKind kind, int producers, bool quick)
    {
        var workload = WorkloadOptions.Read(line, kind, producers);
        if (line.Gives(WorkloadOptions.Duration) || kind == TrafficKind.Trace && !quick) return workload;
        return workload with { DurationMs = quick ? QuickDurationMs : StandardDurationMs };
    }

    private static string FolderName(ParseResult line) =>
        FolderNames.NameOf(line) ?? FormattableString.Invariant($"suite-live-seed{line.Of(WorkloadOptions.Seed)}");

    private static async Task<VerbReport> RunAsync(ParseResult line, SuitePlan plan, VerbSession session, CancellationToken ct)
    {
        foreach (var text in SuitePlanReport.Lines(plan)) await session.Error.WriteLineAsync(text);
        return line.GetValue(LiveSuiteOptions.DryRun) ? SuitePlanReport.Of(plan) : await session.Runs.SuiteAsync(plan, session, ct);
    }
}
