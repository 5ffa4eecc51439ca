using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary>The plan of a suite, as it is shown before anything runs.</summary>
internal static class SuitePlanReport
{
    /// <summary>A live suite in a few lines.</summary>
    public static IEnumerable<string> Lines(SuitePlan plan)
    {
        var runs = Left(plan);
        var first = plan.Runs[0];
        var engines = plan.Runs.Select(run => run.Engine).Distinct().OrderBy(engine => EngineId.All.ToList().IndexOf(engine)).ToList();
        var traffics = plan.Runs.Select(run => TrafficNames.Of(run.Workload.Traffic)).Distinct();
        var producers = plan.Runs.Select(run => FormattableString.Invariant($"{run.Workload.Producers}")).Distinct();
        var repeat = plan.Runs.Select(run => run.Workload.Seed).Distinct().Count();
        yield return $"{PluralText.Of(runs.Count, "live run")}, about {SuiteTime.Text(Seconds(plan))} -> {plan.Folder}";
        yield return $"  {string.Join(", ", engines)} in turn; traffic {string.Join(", ", traffics)}; "
            + $"producers {string.Join(", ", producers)}; " + FormattableString.Invariant($"repeated {repeat} x");
        yield return $"  {PlanText.Of(first.Workload)}; {PlanText.Of(first.Query)}";
        if (plan.Lists.Count > 0) yield return $"  each value of {string.Join(" with each of ", plan.Lists)}";
        var topics = first.Broker is { } broker ? $"Kafka at {broker.Address}, new topics for each run" : "topics in memory";
        var warmUp = plan.Live!.WarmUpMs == 0
            ? "none" : $"{DurationText.Format(plan.Live.WarmUpMs)} of traffic before an engine's first run";
        yield return $"  {topics}; warm-up: {warmUp}";
    }

    /// <summary>The plan as an answer: what a dry run ends with.</summary>
    public static VerbReport Of(SuitePlan plan)
    {
        var runs = Left(plan);
        var seconds = plan.Live is null ? null : Seconds(plan);
        var json = new JsonObject
        {
            ["folder"] = plan.Folder,
            ["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)run.RunId)]),
        };
        if (seconds is { } known) json["seconds"] = Math.Round(known);
        return new VerbReport(ExitCode.Good, json, console =>
        {
            foreach (var run in runs) console.WriteLine(run.RunId);
            console.WriteLine("Nothing was run.");
        });
    }

    private static List<RunPlan> Left(SuitePlan plan) => plan.Live?.Resumed is { } state
        ? [.. plan.Runs.Where((_, i) => state.Runs[i].State != SuiteRunState.Complete)]
        : [.. plan.Runs];

    // What a warm-up takes besides its traffic is what any run takes.
    private static double? Seconds(SuitePlan plan)
    {
        var (time, runs) = (new SuiteTime(), Left(plan));
        var warmUps = plan.Live!.WarmUpMs == 0 ? [] : runs.DistinctBy(run => run.Engine).Select(run => run with
        {
            Workload = run.Workload with { DurationMs = plan.Live.WarmUpMs },
            Query = run.Query with { WatermarkDelayMs = 0 },
        });
        return time.SecondsOf(runs) + time.SecondsOf(warmUps);
    }
}
