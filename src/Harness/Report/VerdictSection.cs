using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>The validity of the results: findings, worst first, then the verdict on every run.</summary>
internal static class VerdictSection
{
    private static readonly string[] Columns =
        ["run", "verdict", "numbers are", "mean T1 − T0", "mean T1 − floor", "windows", "completeness"];

    /// <summary>Appends the section.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs, IReadOnlyList<FailedRun> failed)
    {
        int invalid = runs.Count(r => !r.IsValid);
        html.Raw("<section id=\"verdicts\">").Element("h2", "Verdicts");
        html.Element("p", Summary(runs.Count, invalid), $"class=\"lead {(invalid == 0 ? "good" : "bad")}\"");
        AppendFailed(html, failed);
        HeadlineTable.Append(html, runs);
        foreach (ReportRun run in runs.Where(r => Worst(r) > (int)Severity.Note).OrderByDescending(Worst))
            AppendFindings(html, run);
        html.Table("Verdict on every run, worst first", Columns, runs.OrderByDescending(Worst).Select(Row), wordColumns: 3);
        html.Raw("</section>");
    }

    private static string Summary(int runs, int invalid) => invalid switch
    {
        0 => runs == 1 ? "The run is valid." : $"All {NumberText.Count(runs)} runs are valid.",
        _ when invalid == runs => runs == 1
            ? "The run is invalid: its latencies are not shown."
            : $"All {NumberText.Count(runs)} runs are invalid: no latencies are shown.",
        _ => $"{NumberText.Count(invalid)} of {NumberText.Count(runs)} runs "
            + $"{(invalid == 1 ? "is" : "are")} invalid: {(invalid == 1 ? "its" : "their")} latencies are not shown. The others are valid.",
    };

    private static void AppendFailed(HtmlText html, IReadOnlyList<FailedRun> failed)
    {
        if (failed.Count == 0) return;
        string count = failed.Count == 1 ? "1 more run failed and has" : $"{NumberText.Count(failed.Count)} more runs failed and have";
        html.Element("p", $"{count} no figures.", "class=\"lead bad\"");
        html.Table(
            "Runs that failed", ["run", "tried", "reason"], failed.Select(r => (string[])[r.RunId, r.Tried, r.Reason]), wordColumns: 3);
    }

    /// <summary>The findings of a run, worst first, with what its state adds.</summary>
    internal static List<Finding> Findings(ReportRun run)
    {
        var findings = run.Metrics.Findings.OrderByDescending(f => f.Severity).ToList();
        if (run.Manifest.State is not (RunState.Complete or RunState.Partial))
        {
            string state = run.Manifest.State == RunState.Failed ? "failed" : "did not end";
            findings.Insert(0, new Finding(Severity.Error, "run-state",
                $"The run {state}: {run.Manifest.FailureReason ?? "no reason was recorded"}."));
        }
        else if (!run.Metrics.Valid && findings.TrueForAll(f => f.Severity != Severity.Error))
        {
            findings.Insert(0, new Finding(Severity.Error, "invalid", "The analysis marked this run as invalid without a reason."));
        }

        return findings;
    }

    /// <summary>The worst severity of a run's findings; -1 without any.</summary>
    internal static int Worst(ReportRun run) => Findings(run).Select(f => (int)f.Severity).DefaultIfEmpty(-1).Max();

    private static void AppendFindings(HtmlText html, ReportRun run)
    {
        bool valid = run.IsValid;
        html.Raw($"<article class=\"finding {(valid ? "good" : "bad")}\">")
            .Element("h3", $"{run.Metrics.RunId}: {VerdictText(run)}")
            .Raw("<ul>");
        foreach (Finding finding in Findings(run))
        {
            string severity = finding.Severity.ToString().ToLowerInvariant();
            html.Element("li", $"{severity}, {finding.Code}: {finding.Text}", $"class=\"{severity}\"");
        }

        html.Raw("</ul>").Raw("</article>");
    }

    private static string VerdictText(ReportRun run) => (run.IsValid, Worst(run)) switch
    {
        (false, _) => "invalid",
        (true, (int)Severity.Warning) => "valid, with warnings",
        (true, (int)Severity.Note) => "valid, with notes",
        _ => "valid",
    };

    private static string[] Row(ReportRun run)
    {
        string[] start = [run.Metrics.RunId, VerdictText(run), RunText.Provenance(run)];
        return run.IsValid
            ?
            [
                .. start,
                LatencyTables.Mean(run, "t1_minus_t0"),
                LatencyTables.Mean(run, "t1_minus_floor"),
                NumberText.Count(run.Metrics.Windows.Measured.Count(m => m)),
                run.Metrics.Correctness.Completeness is { } share ? NumberText.Percent(share) : "unknown",
            ]
            : [.. start, "no latency is shown: its findings say why"];
    }
}
