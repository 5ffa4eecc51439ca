using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>Names of contenders: the engine, and of its settings those that differ.</summary>
internal static class ContenderNames
{
    private static readonly Func<RunManifest, string>[] Settings =
    [
        run => run.Mode == RunMode.Virtual ? "predicted" : "measured",
        run => run.Profile is { } profile ? $"profile {profile}" : "no profile",
        run => $"version {run.EngineVersion ?? "unknown"}",
        run => run.Engine!.Family == EngineFamily.MicroBatch ? $"trigger {AnswerText.Setting(run.Query.MicroBatch.TriggerIntervalMs)}" : "",
        run => run.Engine!.Family == EngineFamily.Continuous ? $"tick {AnswerText.Setting(run.Query.Continuous.EmitIntervalMs)}" : "",
        run => run.Engine!.Family == EngineFamily.Continuous
            ? $"buffer timeout {AnswerText.Setting(run.Query.Continuous.BufferTimeoutMs)}" : "",
        run => $"delay {AnswerText.Setting(run.Query.WatermarkDelayMs)}",
        run => $"window {AnswerText.Setting(run.Query.WindowMs)}",
        run => $"grouped by {run.Query.GroupBy}",
        run => run.Workload.Partitions == 1 ? "1 partition" : $"{AnswerText.Count(run.Workload.Partitions)} partitions",
        run => $"transport {run.Transport}",
    ];

    /// <summary>A name for each, no two alike.</summary>
    public static string[] Of(IReadOnlyList<RunManifest> contenders)
    {
        string[] names = new string[contenders.Count];
        foreach (var engine in contenders.Index().GroupBy(contender => contender.Item.Engine))
        {
            var (runs, differing) = (engine.ToArray(), Array.Empty<Func<RunManifest, string>>());
            if (runs.Length > 1) differing = [.. Settings.Where(setting => runs.Select(run => setting(run.Item)).Distinct().Skip(1).Any())];
            foreach (var (index, run) in runs)
                names[index] = string.Join(", ", [Engine(engine.Key!), .. differing.Select(setting => setting(run))]);
        }

        var twice = names.CountBy(name => name).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        return [.. names.Select((name, i) => twice.Contains(name) ? $"{name}, {contenders[i].RunId}" : name)];
    }

    /// <summary>An engine in a sentence: Spark, Spark's twin.</summary>
    public static string Engine(EngineId engine) => engine.IsReal ? engine.Title : $"{engine.Real.Title}'s twin";
}
