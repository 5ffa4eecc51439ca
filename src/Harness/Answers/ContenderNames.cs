using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Answers;

/// <summary>Names of contenders: what the user called them, or else the engine, and of its settings those that differ.</summary>
internal static class ContenderNames
{
    private static readonly Func<RunManifest, string>[] Settings =
    [
        run => run.Mode == RunMode.Virtual ? "predicted" : "measured",
        run => run.Profile is { } profile ? $"profile {profile}" : "",
        run => $"version {run.EngineVersion ?? "unknown"}",
        run => run.Engine!.Family == EngineFamily.MicroBatch ? $"trigger {AnswerText.Setting(run.Query.MicroBatch.TriggerIntervalMs)}" : "",
        run => run.Engine!.Family == EngineFamily.Continuous ? $"tick {AnswerText.Setting(run.Query.Continuous.EmitIntervalMs)}" : "",
        run => run.Engine!.Family == EngineFamily.Continuous
            ? $"buffer timeout {AnswerText.Setting(run.Query.Continuous.BufferTimeoutMs)}" : "",
        run => $"delay {AnswerText.Setting(run.Query.WatermarkDelayMs)}",
        run => $"window {AnswerText.Setting(run.Query.WindowMs)}{AnswerText.Sliding(run.Query)}",
        run => $"grouped by {run.Query.GroupBy}",
        run => PluralText.Of(run.Workload.Partitions, "partition"),
        run => run.Mode == RunMode.Virtual ? "" : $"transport {run.Transport}",
    ];

    /// <summary>A name for each, no two alike.</summary>
    public static string[] Of(IReadOnlyList<RunManifest> contenders)
    {
        string[] settings = SettingsOf(contenders);
        // A name that the user gave to all of them tells nothing, and one that only one has says enough.
        if (contenders.Count > 1 && contenders.Select(run => run.Name).Distinct().Count() == 1)
            contenders = [.. contenders.Select(run => run with { Name = null })];
        var alone = contenders.CountBy(run => run.Name ?? "").Where(name => name.Value == 1).Select(name => name.Key).ToHashSet();
        string[] names = [.. contenders.Select((run, i) => run.Name is { } given
            ? alone.Contains(given) || settings[i].Length == 0 ? given : $"{given}, {settings[i]}"
            : settings[i].Length == 0 ? Engine(run.Engine!) : $"{Engine(run.Engine!)}, {settings[i]}")];
        var twice = names.CountBy(name => name).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        return [.. names.Select((name, i) => twice.Contains(name) ? $"{name}, {contenders[i].RunId}" : name)];
    }

    /// <summary>What tells each from the others of its engine: its settings that differ; empty where none does.</summary>
    public static string[] SettingsOf(IReadOnlyList<RunManifest> contenders)
    {
        string[] settings = new string[contenders.Count];
        foreach (var engine in contenders.Index().GroupBy(contender => contender.Item.Engine))
        {
            var (runs, differing) = (engine.ToArray(), Array.Empty<Func<RunManifest, string>>());
            string[] others = OtherSettings.Differing([.. runs.Select(run => Unsaid(run.Item))]);
            if (runs.Length > 1) differing = [.. Settings.Where(setting => Differs(runs.Select(run => setting(run.Item))))];
            foreach (var (place, (index, run)) in runs.Index())
            {
                string[] parts = [.. differing.Select(setting => setting(run)), others[place]];
                settings[index] = string.Join(", ", parts.Where(part => part.Length > 0));
            }
        }

        return settings;
    }

    // What only some can have, as a profile, tells those apart that have it; that the others have none follows from their being measured.
    private static bool Differs(IEnumerable<string> settings) => settings.Where(text => text.Length > 0).Distinct().Skip(1).Any();

    // Without what has a label above, and without the settings of the other family, which have no effect.
    private static CtrQuery Unsaid(RunManifest run) => run.Query with
    {
        WatermarkDelayMs = 0,
        WindowMs = 0,
        SlideMs = null,
        GroupBy = GroupField.None,
        MicroBatch = run.Engine!.Family == EngineFamily.MicroBatch ? run.Query.MicroBatch with { TriggerIntervalMs = 0 } : new(),
        Continuous = run.Engine.Family == EngineFamily.Continuous
            ? run.Query.Continuous with { EmitIntervalMs = 0, BufferTimeoutMs = 0 } : new(),
    };

    /// <summary>An engine in a sentence: Spark, Spark's twin.</summary>
    public static string Engine(EngineId engine) => engine.IsReal ? engine.Title : $"{engine.Real.Title}'s twin";
}
