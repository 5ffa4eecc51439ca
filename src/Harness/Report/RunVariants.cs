using CtrBench.Harness.Answers;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Report;

/// <summary>
/// What tells runs of one engine and traffic apart besides producers: labels made of the settings that differ between the runs shown, any
/// setting. Two runs that do not repeat each other never have the same label.
/// </summary>
internal static class RunVariants
{
    private static readonly Func<ReportRun, string>[] Settings =
    [
        r => $"delay {NumberText.Duration(r.Manifest.Query.WatermarkDelayMs)}",
        r => $"window {NumberText.Duration(r.Manifest.Query.WindowMs)}"
            + (r.Manifest.Query.SlideMs is { } slideMs ? $" sliding by {NumberText.Duration(slideMs)}" : ""),
        r => $"{NumberText.PerSecond(r.Manifest.Workload.EventsPerSecond)}",
        r => $"trigger {NumberText.Duration(r.Manifest.Query.MicroBatch.TriggerIntervalMs)}",
        r => $"tick {NumberText.Duration(r.Manifest.Query.Continuous.EmitIntervalMs)}",
        r => $"grouped by {r.Manifest.Query.GroupBy}",
        r => $"{NumberText.Count(r.Manifest.Workload.Partitions)} partitions",
        r => r.Manifest.Mode == RunMode.Virtual ? "" : $"transport {r.Manifest.Transport}",
    ];

    /// <summary>The label of each run, empty where nothing differs. Runs are found in it by reference.</summary>
    /// <param name="runs">The runs that are shown together.</param>
    /// <param name="provenance">Whether a label says which numbers are predicted, and with which profile.</param>
    /// <param name="delay">Whether a label says the delay.</param>
    public static IReadOnlyDictionary<ReportRun, string> Of(IReadOnlyList<ReportRun> runs, bool provenance, bool delay = true)
    {
        var labels = new Dictionary<ReportRun, string>(ReferenceEqualityComparer.Instance);
        bool mixed = RunText.IsMixed(runs);
        foreach (IGrouping<EngineId, ReportRun> engine in runs.GroupBy(r => r.Metrics.Engine))
        {
            Func<ReportRun, string>[] said = [.. Settings.Skip(delay ? 0 : 1).Where(setting => Differs(engine, setting))];
            // What the user called each tells them apart by itself, unless one name stands for several.
            if (NamesSuffice([.. engine.Select(run => run.Manifest)]))
            {
                foreach (ReportRun run in engine) labels[run] = run.Manifest.Name!;
                continue;
            }

            if (Differs(engine, r => r.Manifest.Name ?? "-")) said = [r => r.Manifest.Name ?? "", .. said];
            if (provenance && Differs(engine, RunText.Provenance)) said = [RunText.Provenance, .. said];
            else if (provenance && mixed) said = [RunText.Kind, .. said];
            foreach (ReportRun[] traffic in engine.GroupBy(RunText.Traffic).Select(g => g.ToArray()))
            {
                string[] others = OtherSettings.Differing([.. traffic.Select(r => Unsaid.Of(r.Manifest))]);
                foreach (var (i, run) in traffic.Index())
                    labels[run] = string.Join(", ", said.Select(setting => setting(run)).Append(others[i]).Where(w => w.Length > 0));
            }
        }

        return labels;
    }

    private static bool NamesSuffice(IReadOnlyList<RunManifest> runs) => runs.All(run => run.Name is not null)
        && runs.Select(run => run.Name).Distinct().Skip(1).Any()
        && runs.GroupBy(run => run.Name).All(name => !name.Select(RepetitionKey.Of).Distinct().Skip(1).Any());

    private static bool Differs(IEnumerable<ReportRun> runs, Func<ReportRun, string> setting) =>
        runs.Select(setting).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>What a manifest says of a run's settings, without what has a place of its own in a label.</summary>
    private sealed record Unsaid(bool Collected, string? EngineVersion, Workload Workload, CtrQuery Query)
    {
        public static Unsaid Of(RunManifest run) => new(
            run.Mode == RunMode.Collected,
            run.EngineVersion,
            run.Workload with { Seed = 0, StartMs = 0, Traffic = default, Producers = 1, EventsPerSecond = 0, Partitions = 1 },
            run.Query with
            {
                WatermarkDelayMs = 0,
                WindowMs = 0,
                SlideMs = null,
                GroupBy = GroupField.None,
                MicroBatch = run.Query.MicroBatch with { TriggerIntervalMs = 0 },
                Continuous = run.Query.Continuous with { EmitIntervalMs = 0 },
            });
    }
}
