using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>collect</c>: results topic to results.csv, events topic to expected.jsonl.</summary>
internal static class CollectCommand
{
    private static readonly ValueOption<long> Duration =
        ValueOption.Duration(WorkloadOptions.Duration.Name, "For how long; by default until Ctrl-C");

    private static readonly ValueOption<long> Results =
        ValueOption.Count<long>("--results", "Until this many results have arrived", null, 1);

    private static readonly Option<bool> FromNow = ValueOption.Switch("--from-now",
        "Skip existing records of the topics, and the windows they may belong to; by default from the oldest record on");

    private static readonly Option<string[]> TrafficOf = ValueOption.Texts("--traffic-of", "dir...",
        "Folders that produce wrote, or writes: what was sent, how late, and which windows hold closing events");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "collect",
        Summary = "Collect the results and the exact content of the events topic into a run folder, and analyze it",
        Examples =
        [
            "collect --kafka localhost:9092 --engine flink --duration 10m --out runs/collected",
            "collect --kafka localhost:9092 --window 1m --delay 2m --group-by ad_type --results 60",
            "collect --kafka localhost:9092 --events-topic clicks --results-topic ctr --from-now --duration 1h",
        ],
        Options =
        [
            EngineOptions.Whose, Duration, Results, FromNow, TrafficOf, .. QueryOptions.Common, KafkaOptions.NeededKafka,
            .. KafkaOptions.Common, FolderNames.Name, FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line, session.Environment);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.CollectAsync(plan, session, ct);
        },
    };

    private static CollectPlan Plan(ParseResult line, Func<string, string?> environment)
    {
        var folders = line.GetValue(TrafficOf) ?? [];
        foreach (var folder in folders.Where(f => !File.Exists(Path.Combine(f, "manifest.json"))))
            throw new UsageException(TrafficOf.Name, folder, "contains no manifest.json: name a folder that produce wrote, or writes");
        if (folders.Length > 0)
            line.Refuse(FromNow, "cannot be combined with --traffic-of, whose events may lie before; leave one out");
        return new CollectPlan(
            QueryOptions.ReadCommon(line), line.Of(EngineOptions.Whose), KafkaOptions.ReadNeeded(line, environment),
            line.GetValue(Duration)?.Value, FolderNames.Choose(line, FolderNames.NameOf(line) ?? "collected"))
        {
            Name = FolderNames.NameOf(line),
            Results = line.GetValue(Results)?.Value,
            FromNow = line.GetValue(FromNow),
            TrafficOf = folders,
        };
    }
}
