namespace CtrBench.Harness.Report;

/// <summary>Runs that differ in producers only (and in repetition): one curve, one picture of latency over time.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Traffic">Traffic as shown.</param>
/// <param name="Variant">What else distinguishes it from the engine's other groups: "delay 10 s"; may be empty.</param>
/// <param name="Runs">Its runs, by producers, then in the given order.</param>
internal sealed record RunGroup(EngineId Engine, string Traffic, string Variant, IReadOnlyList<ReportRun> Runs)
{
    /// <summary>Which of the engine's shades draws it: another one for each variant.</summary>
    public int Shade { get; init; }

    /// <summary>The legend text: microbatch, SPP, delay 10 s.</summary>
    public string Label => string.Join(", ", new[] { Engine.Name, Traffic, Variant }.Where(w => w.Length > 0));

    /// <summary>The part of a file name: microbatch-spp.</summary>
    public string Slug => RunText.Slug(Label);

    /// <summary>The runs whose numbers may be shown.</summary>
    public IEnumerable<ReportRun> Valid => Runs.Where(r => r.IsValid);

    /// <summary>Groups in order of first appearance.</summary>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<ReportRun> runs)
    {
        IReadOnlyDictionary<ReportRun, string> variants = RunVariants.Of(runs, provenance: true);
        var groups = new List<RunGroup>();
        foreach (IGrouping<EngineId, ReportRun> engine in runs.GroupBy(r => r.Metrics.Engine))
        {
            string[] shades = [.. engine.Select(r => variants[r]).Distinct(StringComparer.Ordinal)];
            groups.AddRange(engine
                .GroupBy(r => (Traffic: RunText.Traffic(r), Variant: variants[r]))
                .Select(g => new RunGroup(engine.Key, g.Key.Traffic, g.Key.Variant, [.. g.OrderBy(r => r.Metrics.Producers)])
                {
                    Shade = Array.IndexOf(shades, g.Key.Variant),
                }));
        }

        return groups;
    }
}
