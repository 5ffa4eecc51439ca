using System.Globalization;
using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>Correctness against the oracle, and which part of each run was measured.</summary>
internal static class RunTables
{
    /// <summary>Appends the tables.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Element("h3", "Correctness");
        html.Element("p", "Against the oracle: the exact content of the events topic as stored. Every stored record must be counted, "
            + "dropped as late, malformed or in a window still open at the end; unaccounted must be 0. With sliding windows a "
            + "record counts once for each of its windows. The engine counts late rows in its own unit.");
        html.Table(
            "Records in traffic windows",
            ["run", "numbers are", "stored", "counted", "late", "malformed", "open", "unaccounted", "completeness",
                "engine's late counter"],
            runs.Select(RecordsRow),
            wordColumns: 2);
        html.Table(
            "Windows (and keys)",
            ["run", "numbers are", "expected", "results", "missing", "extra", "duplicate", "conflicting", "wrong"],
            runs.Select(WindowsRow),
            wordColumns: 2);
        html.Element("h3", "Measured part");
        html.Table(
            "Warm-up cut, and the saw-tooth of T1 − T0",
            ["run", "numbers are", "why cut", "windows cut", "first measured window ends at (s of the "
                + "run)", "saw-tooth amplitude (ms)", "period (s)"],
            runs.Select(MeasuredRow),
            wordColumns: 3);
        AppendOutages(html, runs);
    }

    private static void AppendOutages(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        if (runs.All(run => run.Metrics.Outages.Count == 0)) return;
        html.Element("h3", "Outages of the log");
        html.Element("p", "Events that reached the log more than a second after they were due: from when the first of them was due until "
            + "the last was stored. Producers do not wait for the log, so their own lag is separate.");
        html.Table(
            "When the log did not store events (s of the run)",
            ["run", "numbers are", "from", "stored again at", "caught up at", "events", "latest (ms)"],
            runs.SelectMany(run => run.Metrics.Outages.Select(outage => OutageRow(run, outage))),
            wordColumns: 2);
    }

    private static string[] OutageRow(ReportRun run, Outage outage)
    {
        double startMs = run.Manifest.StartMs;
        return
        [
            run.Metrics.RunId,
            RunText.Provenance(run),
            Seconds(outage.FromMs - startMs),
            Seconds(outage.AgainMs - startMs),
            Seconds(outage.ToMs - startMs),
            NumberText.Count(outage.Events),
            NumberText.Ms(outage.LatestMs),
        ];
    }

    private static string[] RecordsRow(ReportRun run)
    {
        CorrectnessMetrics c = run.Metrics.Correctness;
        return
        [
            run.Metrics.RunId,
            RunText.Provenance(run),
            NumberText.Count(c.Stored),
            NumberText.Count(c.Counted),
            NumberText.Count(c.LateDropped),
            NumberText.Count(c.Malformed),
            NumberText.Count(c.StillOpen),
            NumberText.Count(c.Unaccounted),
            c.Completeness is { } share ? NumberText.Percent(share) : "unknown",
            $"{NumberText.Count(c.LateDroppedByEngine)} {c.LateDroppedUnit}",
        ];
    }

    private static string[] WindowsRow(ReportRun run)
    {
        CorrectnessMetrics c = run.Metrics.Correctness;
        int[] counts = [c.ExpectedWindows, c.ResultWindows, c.Missing, c.Extra, c.Duplicate, c.Conflicting, c.Wrong];
        return [run.Metrics.RunId, RunText.Provenance(run), .. counts.Select(n => NumberText.Count(n))];
    }

    private static string[] MeasuredRow(ReportRun run)
    {
        WarmUp cut = run.Metrics.WarmUp;
        bool valid = run.IsValid;
        return
        [
            run.Metrics.RunId,
            RunText.Provenance(run),
            cut.Reason,
            NumberText.Count(cut.CutWindows),
            cut.FirstMeasuredEndMs is { } first ? Seconds(first - run.Manifest.StartMs) : "–",
            valid && run.Metrics.Oscillation is { } o ? NumberText.Ms(o.AmplitudeMs) : "–",
            valid && run.Metrics.Oscillation?.PeriodMs is { } period ? Seconds(period) : "–",
        ];
    }

    private static string Seconds(double ms) => (ms / 1_000).ToString("#,0.#", CultureInfo.InvariantCulture);
}
