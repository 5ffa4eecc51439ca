using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>collect</c>: results topic to results.csv, events topic to expected.jsonl.</summary>
internal static class CollectCommand
{
    private static readonly Option<string> Engine = OptionReading.New(EngineOptions.Engine.Name, "name",
        "Whose results they are: microbatch and spark are read by Spark's rules, continuous and flink by Flink's", "microbatch");

    private static readonly Option<string> Duration = OptionReading.New(WorkloadOptions.Duration.Name, "duration",
        "For how long; by default until Ctrl-C");

    private static readonly Option<string> Results = OptionReading.New("--results", "n", "Until so many results have come");

    private static readonly Option<bool> FromNow = new("--from-now")
    {
        Description = "Leave out what the topics hold already, and the windows it may belong to; by default from the oldest record on",
    };

    private static readonly Option<string[]> TrafficOf = new("--traffic-of")
    {
        HelpName = "dir...",
        Description = "Folders that produce wrote, or writes: what was sent, how late, and which windows hold closing events",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

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
            Engine, Duration, Results, FromNow, TrafficOf, .. QueryOptions.Common, KafkaOptions.NeededKafka, .. KafkaOptions.Common,
            OutputOptions.Out,
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
        var engine = EngineChoice.ParseAny(Engine.Name, line.ValueOf(Engine));
        var query = QueryOptions.ReadCommon(line);
        long? durationMs = line.Gives(Duration) ? line.DurationOf(Duration) : null;
        var folders = line.GetValue(TrafficOf) ?? [];
        foreach (var folder in folders.Where(f => !File.Exists(Path.Combine(f, "manifest.json"))))
            throw new UsageException(TrafficOf.Name, folder, "holds no manifest.json: name a folder that produce wrote, or writes");
        if (folders.Length > 0)
            line.Refuse(FromNow, "cannot be combined with --traffic-of, whose events may lie before; leave one out");
        return new CollectPlan(
            query, engine.Name, KafkaOptions.ReadNeeded(line, environment), durationMs, FolderNames.Choose(line, "collected"))
        {
            Results = line.TextOf(Results) is { } text ? CountText.Parse(Results.Name, text, 1, long.MaxValue) : null,
            FromNow = line.Gives(FromNow),
            TrafficOf = folders,
        };
    }
}
