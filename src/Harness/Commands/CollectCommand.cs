using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>collect</c>: results topic to results.csv, events topic to expected.jsonl.</summary>
internal static class CollectCommand
{
    private static readonly Option<string> Duration = OptionReading.New(WorkloadOptions.Duration.Name, "duration",
        "For how long; by default until Ctrl-C");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "collect",
        Summary = "Collect the results and the exact content of the events topic into a run folder",
        Examples = ["collect --duration 10m --out runs/collected", "collect --window 1m --delay 2m --group-by ad_type"],
        Options = [Duration, .. QueryOptions.Common, WorkloadOptions.Partitions, .. EngineOptions.Endpoints, OutputOptions.Out],
        Body = async (line, session, ct) =>
        {
            var partitions = line.CountOf(WorkloadOptions.Partitions, 1, WorkloadOptions.MaxPartitions);
            long? durationMs = line.Gives(Duration) ? line.DurationOf(Duration) : null;
            var plan = new CollectPlan(QueryOptions.ReadCommon(line), partitions, durationMs, FolderNames.Choose(line, "collected"));
            await session.Error.WriteLineAsync($"{PlanText.Of(plan.Query)} -> {plan.Folder}");
            return await session.Runs.CollectAsync(plan, session, ct);
        },
    };
}
