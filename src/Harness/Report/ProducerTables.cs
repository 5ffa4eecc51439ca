using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>What the producers sent, how late, and the statistics of the traffic sent.</summary>
internal static class ProducerTables
{
    private const string Closing = "closing";

    /// <summary>Appends the tables.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Element("h3", "Producers");
        html.Element("p", "Lag: actual send minus intended time, of the slowest producer of the run at each percentile. Closing events, "
            + "which close the last windows, are excluded.");
        html.Table(
            "Sent, and lag (ms)",
            ["run", "numbers are", "intended", "sent", "failed", "lag p50", "lag p99", "lag max"],
            runs.Select(SentRow),
            wordColumns: 2);
        html.Table(
            "Schedule as sent",
            ["run", "numbers are", "events", "mean rate", "CV of gaps", "IDC 0.1 s", "IDC 1 s", "IDC 10 s", "peak to mean (1 s)",
                "KS distance", "KS p-value"],
            runs.Select(ScheduleRow),
            wordColumns: 2);
        html.Element("p", "CV: coefficient of variation, 1 for a Poisson process. IDC: index of dispersion of counts (variance / mean) "
            + "in windows of that length, 1 for a Poisson process, larger for bursts. KS: Kolmogorov-Smirnov test of the gaps within "
            + "states against the model.");
    }

    private static string[] SentRow(ReportRun run)
    {
        string[] start = [run.Metrics.RunId, RunText.Provenance(run)];
        ProducerEntry[] entries = [.. (run.Producers?.Producers ?? []).Where(p => p.ProducerId != Closing)];
        return entries.Length == 0
            ? [.. start, "external producers: no data"]
            :
            [
                .. start,
                NumberText.Count(entries.Sum(p => p.Intended)),
                NumberText.Count(entries.Sum(p => p.Sent)),
                NumberText.Count(entries.Sum(p => p.Failed)),
                NumberText.Ms(entries.Max(p => p.LagMsP50)),
                NumberText.Ms(entries.Max(p => p.LagMsP99)),
                NumberText.Ms(entries.Max(p => p.LagMsMax)),
            ];
    }

    private static string[] ScheduleRow(ReportRun run)
    {
        string[] start = [run.Metrics.RunId, RunText.Provenance(run)];
        return run.Producers?.Schedule is { } s
            ?
            [
                .. start,
                NumberText.Count(s.Events),
                NumberText.PerSecond(s.MeanPerSecond),
                NumberText.Figure(s.GapCv),
                Optional(s.Idc100Ms),
                Optional(s.Idc1S),
                Optional(s.Idc10S),
                NumberText.Figure(s.PeakToMean),
                Optional(s.KsStatistic),
                Optional(s.KsPValue),
            ]
            : [.. start, "not recorded"];
    }

    private static string Optional(double? value) => value is { } known ? NumberText.Figure(known) : "–";
}
