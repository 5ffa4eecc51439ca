using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>
/// Latencies of every run, one table per definition, and the parts of T1 - T0. Invalid runs keep their row, marked as invalid.
/// </summary>
internal static class LatencyTables
{
    private static readonly string[] Columns = ["run", "numbers are", "n", "mean", "95 % interval", "p50", "p90", "p99", "max", "below 0"];

    private static readonly (string Name, string Caption)[] Known =
    [
        ("t1_minus_t0", "T1 − T0 (ms): from the newest event's producer timestamp to the result's arrival"),
        ("t1_minus_due", "T1 − due (ms): the same from the newest event's intended time, so corrected for producer lag"),
        ("t1_minus_e", "T1 − e (ms): from the window's end"),
        ("t1_minus_floor", "T1 − floor (ms): from the earliest time at which any correct engine could answer"),
    ];

    /// <summary>Appends the tables.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Element("h3", "Latency");
        html.Element("p", "Over the measured windows of each run, warm-up cut; the headlines above are over repetitions. Intervals are "
            + "95 %: of the mean with the correlation of neighbours (HAC, fixed-b), of percentiles by order statistics; with too few "
            + "windows for an interval a percentile is not shown. Windows on two branches have a median and a share for each, instead "
            + "of one median. Negative values are included, never clamped.");
        string[] names = [.. runs.SelectMany(r => r.Metrics.Latency.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach ((string name, string caption) in Known.Where(k => names.Contains(k.Name) || k.Name is "t1_minus_t0"))
            Append(html, runs, name, caption);

        string[] others = [.. names.Where(n => Known.All(k => k.Name != n))];
        if (others.Length > 0)
        {
            html.Raw("<details>")
                .Element("summary", "Other end points (append: the broker's append time of the result instead of its arrival)");
            foreach (string name in others)
                Append(html, runs, name, $"{name} (ms)");
            html.Raw("</details>");
        }

        AppendParts(html, runs);
    }

    /// <summary>A run's mean with its unit; a dash when it has none.</summary>
    public static string Mean(ReportRun run, string name) =>
        run.Metrics.Latency.TryGetValue(name, out LatencySummary? latency) ? NumberText.Latency(latency.MeanMs) : "–";

    /// <summary>Two branches: each median with its share.</summary>
    public static string Branches(TwoBranches branches) =>
        $"{NumberText.Ms(branches.LowP50Ms)} ({NumberText.Percent(branches.LowShare)}), "
        + $"{NumberText.Ms(branches.HighP50Ms)} ({NumberText.Percent(branches.HighShare)})";

    /// <summary>An interval, or that it is unknown.</summary>
    public static string Range(double? lowMs, double? highMs) =>
        lowMs is { } low && highMs is { } high ? $"{NumberText.Ms(low)} to {NumberText.Ms(high)}" : "unknown";

    private static string Quantile(double? ms, double? lowMs, double? highMs, string tooFew) =>
        ms is { } value ? $"{NumberText.Ms(value)} ({Range(lowMs, highMs)})" : tooFew;

    private static void Append(HtmlText html, IReadOnlyList<ReportRun> runs, string name, string caption) =>
        html.Table(caption, Columns, runs.Select(r => Row(r, name)), wordColumns: 2);

    private static string[] Row(ReportRun run, string name)
    {
        string[] start = [run.Metrics.RunId, RunText.Provenance(run)];
        if (!run.IsValid)
            return [.. start, "invalid: no latency is shown"];
        if (!run.Metrics.Latency.TryGetValue(name, out LatencySummary? l))
            return [.. start, "not available"];
        return
        [
            .. start,
            NumberText.Count(l.N),
            NumberText.Ms(l.MeanMs),
            Range(l.MeanLowMs, l.MeanHighMs),
            l.Branches is { } branches ? Branches(branches) : Quantile(l.P50Ms, l.P50LowMs, l.P50HighMs, "few"),
            Quantile(l.P90Ms, l.P90LowMs, l.P90HighMs, $"n < {LatencyStatistics.FewestForP90}"),
            Quantile(l.P99Ms, l.P99LowMs, l.P99HighMs, $"n < {LatencyStatistics.FewestForP99}"),
            NumberText.Ms(l.MaxMs),
            NumberText.Count(l.Negative),
        ];
    }

    private static void AppendParts(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Element("h3", "Decomposition");
        html.Element("p", string.Join("; ", LatencyPart.All.Select(p => $"{p.Name}: {p.Meaning}")) + ".");
        html.Table(
            "Mean parts of T1 − T0 (ms); they sum to it",
            ["run", "numbers are", "cadence is", .. LatencyPart.All.Select(p => p.Name), "sum"],
            runs.Select(PartsRow),
            wordColumns: 3);
    }

    private static string[] PartsRow(ReportRun run)
    {
        string[] start = [run.Metrics.RunId, RunText.Provenance(run)];
        if (!run.IsValid)
            return [.. start, "invalid: no latency is shown"];
        return run.Metrics.Decomposition is { } parts
            ?
            [
                .. start,
                parts.CadenceIsExpected ? "expected" : "observed",
                .. LatencyPart.All.Select(p => NumberText.Ms(p.ValueMs(parts))),
                NumberText.Ms(LatencyPart.All.Sum(p => p.ValueMs(parts))),
            ]
            : [.. start, "not available"];
    }
}
