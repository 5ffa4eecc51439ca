using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>Runs that repeat each other: see <see cref="RepetitionKey"/>.</summary>
/// <param name="Runs">At least one, in the given order.</param>
internal sealed record Repetitions(IReadOnlyList<ReportRun> Runs)
{
    /// <summary>The one that pictures of single runs draw: the first valid one, else the first.</summary>
    public ReportRun Shown => Runs.FirstOrDefault(run => run.IsValid) ?? Runs[0];

    /// <summary>Their figures together.</summary>
    public Headline Headline { get; } =
        Measurement.Headline.Of([.. Runs.Select(run => run.IsValid ? run.Metrics : run.Metrics with { Valid = false })]);

    /// <summary>All repetitions, in order of first appearance.</summary>
    public static IReadOnlyList<Repetitions> Of(IEnumerable<ReportRun> runs) =>
        [.. runs.GroupBy(run => RepetitionKey.Of(run.Manifest)).Select(group => new Repetitions([.. group]))];
}

/// <summary>The figures of every configuration over its repetitions.</summary>
internal static class HeadlineTable
{
    private static readonly string[] Columns =
    [
        "engine, traffic, producers", "numbers are", "intervals over", "mean T1 − T0 (ms)", "95 % interval", "mean T1 − floor (ms)",
        "95 % interval", "p50 T1 − floor (ms)", "completeness",
    ];

    /// <summary>Appends the table, and says so where there are too few repetitions.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        var all = Repetitions.Of(runs);
        var variants = RunVariants.Of(runs, provenance: false);
        html.Table("Headlines: means over repetitions, 95 % intervals by Student's t over the runs' means", Columns,
            all.Select(r => Row(r, variants[r.Shown])), wordColumns: 3);
        int few = all.Count(r => r.Headline.ValidRuns is > 0 and < Headline.FewestRuns);
        if (few > 0)
        {
            html.Element("p", $"{NumberText.Count(few)} of {NumberText.Count(all.Count)} rows have fewer than {Headline.FewestRuns} valid "
                + "repetitions: a row of one run shows the interval within that run, which does not include what changes from run to run.");
        }
    }

    private static string[] Row(Repetitions repetitions, string variant)
    {
        Headline headline = repetitions.Headline;
        ReportRun run = repetitions.Shown;
        string[] start =
        [
            $"{run.Metrics.Engine}, {RunText.Traffic(run)}, {RunText.Producers(run.Metrics.Producers)}"
                + (variant.Length > 0 ? $", {variant}" : ""),
            RunText.Provenance(run),
        ];
        if (headline.ValidRuns == 0)
            return [.. start, "no valid run: no latency is shown"];
        string basis = headline.ValidRuns == headline.Runs ? headline.Basis : $"{headline.ValidRuns} valid of {headline.Runs} runs";
        HeadlineLatency? floor = headline.Latency.GetValueOrDefault("t1_minus_floor");
        return
        [
            .. start,
            basis,
            .. Mean(headline.Latency.GetValueOrDefault("t1_minus_t0")),
            .. Mean(floor),
            headline.Branches is { } branches ? LatencyTables.Branches(branches)
                : floor?.P50Ms is { } p50 ? NumberText.Ms(p50) : "–",
            headline.Completeness is { } share ? NumberText.Percent(share) : "unknown",
        ];
    }

    private static string[] Mean(HeadlineLatency? latency) => latency is null
        ? ["–", "–"]
        : [NumberText.Ms(latency.MeanMs), LatencyTables.Range(latency.MeanLowMs, latency.MeanHighMs)];
}
