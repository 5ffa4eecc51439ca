using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>suite</c>: the whole evaluation, engines x traffic x producers, with pictures and report.</summary>
internal static class SuiteCommand
{
    private static readonly Option<string> Traffic = OptionReading.New(WorkloadOptions.Traffic.Name, "name,...",
        "Kinds of arrivals to compare", "spp,mmpp");

    private static readonly Option<string> Producers = OptionReading.New(WorkloadOptions.Producers.Name, "n,...",
        "Numbers of producers to compare", "1,2,3,4");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "suite",
        Summary = "The whole evaluation in virtual time: engines x traffic x producers, checked, with pictures and one report",
        Examples =
        [
            "suite",
            "suite --engines continuous --traffic mmpp --producers 1,8 --rate 20k/s --duration 1h",
            "suite --trace clicks.csv --window 1m --out runs/real-clicks",
        ],
        Options =
        [
            EngineOptions.Engines, OutputOptions.Profile, Traffic, Producers,
            .. WorkloadOptions.All.Where(o => o.Name != Traffic.Name && o.Name != Producers.Name),
            .. QueryOptions.All, .. EngineOptions.Endpoints, EngineOptions.VirtualKafka, OutputOptions.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line);
            var size = FormattableString.Invariant($"{plan.Runs.Count} runs");
            await session.Error.WriteLineAsync($"{size}, {PlanText.Of(plan.Runs[0].Query)} -> {plan.Folder}");
            return await session.Runs.SuiteAsync(plan, session, ct);
        },
    };

    /// <summary>The plan of a line.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static SuitePlan Plan(ParseResult line)
    {
        var engines = EngineChoice.ParseList(EngineOptions.Engines.Name, line.ValueOf(EngineOptions.Engines));
        var kinds = WorkloadOptions.KindsOf(line, () => ParseList(line, Traffic, name => TrafficNames.Parse(Traffic.Name, name)));
        WorkloadOptions.CheckCombinations(line, Traffic, kinds);
        var producers = ParseList(line, Producers, n => (int)CountText.Parse(Producers.Name, n, 1, WorkloadOptions.MaxProducers));
        var profiles = OutputOptions.ReadProfiles(line);
        if (profiles.Count > 1 && profiles.Count != engines.Count)
        {
            var names = string.Join(", ", engines.Select(e => e.Name));
            throw new UsageException(OutputOptions.Profile.Name, string.Join(',', profiles),
                $"give one profile, or one for each of {names}");
        }

        var first = WorkloadOptions.Read(line, kinds[0], producers[0]);
        var query = QueryOptions.Read(line, engines, first.Partitions);
        var folder = FolderNames.Choose(line, FormattableString.Invariant($"suite-seed{first.Seed}"));
        var runs =
            from kind in kinds
            from n in producers
            from engine in engines.Index()
            let workload = WorkloadOptions.Read(line, kind, n)
            let runId = FolderNames.RunName(engine.Item.Name, workload)
            let profile = profiles.Count == 0 ? null : profiles[profiles.Count == 1 ? 0 : engine.Index]
            select new RunPlan(runId, engine.Item.Name, workload, query, profile, Path.Combine(folder, runId));
        return new SuitePlan([.. runs], folder);
    }

    private static IReadOnlyList<T> ParseList<T>(ParseResult line, Option<string> option, Func<string, T> parse)
    {
        T[] values = [.. line.ValueOf(option).Split(',').Select(parse)];
        if (values.Distinct().Count() < values.Length) throw new UsageException(option.Name, line.ValueOf(option), "says one thing twice");
        return values;
    }
}
