using System.Text.Json;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>What is compared: runs of one engine with the same settings, under any traffic.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Name">Its name in a sentence, with what tells it from the other contenders.</param>
/// <param name="Runs">All its runs, in the given order.</param>
internal sealed record Contender(EngineId Engine, string Name, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>One of its manifests: all have the same settings.</summary>
    public RunManifest Manifest => Runs[0].Manifest;

    /// <summary>Whether its numbers come from virtual time.</summary>
    public bool IsPredicted => Manifest.Mode == RunMode.Virtual || Manifest.Profile is not null;

    /// <summary>The runs whose numbers may be shown.</summary>
    public IEnumerable<ComparedRun> Valid => Runs.Where(run => run.IsValid);

    /// <summary>The traffics under which it ran, each once.</summary>
    public IReadOnlyList<TrafficCondition> Conditions => [.. Runs.Select(TrafficCondition.Of).Distinct()];

    /// <summary>The contenders among some runs, in order of first appearance.</summary>
    public static IReadOnlyList<Contender> Of(IReadOnlyList<ComparedRun> runs)
    {
        ComparedRun[][] groups = [.. Apart(runs).GroupBy(run => Key(run.Manifest)).Select(group => group.ToArray())];
        string[] names = ContenderNames.Of([.. groups.Select(group => group[0].Manifest)]);
        return [.. groups.Select((group, i) => new Contender(group[0].Manifest.Engine!, names[i], group))];
    }

    // A simulation that was given twice is counted once: the same seed gives the same run.
    private static IEnumerable<ComparedRun> Apart(IReadOnlyList<ComparedRun> runs) => runs.Index()
        .DistinctBy(run => run.Item.Manifest.Mode == RunMode.Virtual
            ? Key(run.Item.Manifest) + TrafficCondition.Of(run.Item).Key
                + FormattableString.Invariant($" {run.Item.Manifest.Workload.Seed} {MeanMs(run.Item)}")
            : FormattableString.Invariant($"{run.Index}"))
        .Select(run => run.Item);

    private static double? MeanMs(ComparedRun run) => run.Metrics.Latency.GetValueOrDefault(RunPair.Latency)?.MeanMs;

    // A setting of the other family has no effect.
    private static string Key(RunManifest run) => JsonSerializer.Serialize(
        new object?[]
        {
            run.Mode, run.Engine!.Name, run.EngineVersion, run.Profile, run.Transport, run.Workload.Partitions,
            run.Query with
            {
                MicroBatch = run.Engine.Family == EngineFamily.MicroBatch ? run.Query.MicroBatch : new(),
                Continuous = run.Engine.Family == EngineFamily.Continuous ? run.Query.Continuous : new(),
            },
        },
        RunJson.Line);
}

/// <summary>The traffic of a run whatever its seed: under one of them engines are compared.</summary>
/// <param name="Key">Its fields as JSON.</param>
/// <param name="Label">In words, as far as it tells runs apart.</param>
/// <param name="Rate">Its rate; empty for a trace.</param>
internal sealed record TrafficCondition(string Key, string Label, string Rate)
{
    /// <summary>The traffic of a run.</summary>
    public static TrafficCondition Of(ComparedRun run)
    {
        Workload workload = run.Manifest.Workload;
        // Very late events whose lateness is the delay: each delay has traffic of its own.
        long delayMs = workload.Disorder is { VeryLateShare: > 0, VeryLateFromMs: null } ? run.Manifest.Query.WatermarkDelayMs : 0;
        string key = JsonSerializer.Serialize(workload with { Seed = 0, StartMs = 0, Partitions = 1 }, RunJson.Line);
        return new(FormattableString.Invariant($"{key} {delayMs}"), TrafficText.Short(run), TrafficText.Rate(workload));
    }
}
