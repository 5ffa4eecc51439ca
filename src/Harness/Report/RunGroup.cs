namespace CtrBench.Harness.Report;

/// <summary>Runs that differ in producers only (and in repetition): one curve, one picture of latency over time.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Traffic">Traffic as shown.</param>
/// <param name="Variant">What else distinguishes it from the engine's other groups: "delay 10 s"; may be empty.</param>
/// <param name="Runs">Its runs, by producers, then in the given order.</param>
internal sealed record RunGroup(EngineId Engine, string Traffic, string Variant, IReadOnlyList<ReportRun> Runs)
{
    private static readonly Func<ReportRun, string>[] Settings =
    [
        RunText.Provenance,
        r => $"delay {NumberText.Duration(r.Manifest.Query.WatermarkDelayMs)}",
        r => $"window {NumberText.Duration(r.Manifest.Query.WindowMs)}",
        r => $"{NumberText.PerSecond(r.Manifest.Workload.EventsPerSecond)}",
        r => $"trigger {NumberText.Duration(r.Manifest.Query.MicroBatch.TriggerIntervalMs)}",
        r => $"tick {NumberText.Duration(r.Manifest.Query.Continuous.EmitIntervalMs)}",
        r => $"grouped by {r.Manifest.Query.GroupBy}",
        r => $"{NumberText.Count(r.Manifest.Workload.Partitions)} partitions",
        r => $"transport {r.Manifest.Transport}",
    ];

    /// <summary>The legend text: microbatch, SPP, delay 10 s.</summary>
    public string Label => string.Join(", ", new[] { Engine.Name, Traffic, Variant }.Where(w => w.Length > 0));

    /// <summary>The part of a file name: microbatch-spp.</summary>
    public string Slug => RunText.Slug(Label);

    /// <summary>The runs whose numbers may be shown.</summary>
    public IEnumerable<ReportRun> Valid => Runs.Where(r => r.IsValid);

    /// <summary>Groups in order of first appearance.</summary>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<ReportRun> runs)
    {
        var groups = new List<RunGroup>();
        bool mixed = RunText.IsMixed(runs);
        foreach (IGrouping<EngineId, ReportRun> engine in runs.GroupBy(r => r.Metrics.Engine))
        {
            Func<ReportRun, string>[] differing = [.. Settings.Where(s => engine.Select(s).Distinct(StringComparer.Ordinal).Skip(1).Any())];
            if (mixed && !differing.Contains(Settings[0]))
                differing = [RunText.Kind, .. differing];
            groups.AddRange(engine
                .GroupBy(r => (Traffic: RunText.Traffic(r), Variant: string.Join(", ", differing.Select(s => s(r)))))
                .Select(g => new RunGroup(engine.Key, g.Key.Traffic, g.Key.Variant, [.. g.OrderBy(r => r.Metrics.Producers)])));
        }

        return groups;
    }
}
