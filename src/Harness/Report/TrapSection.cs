using CtrBench.Harness.Answers;
using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>What each engine does in the traps that the traffic has: the table of docs/traps.md for the runs shown.</summary>
internal static class TrapSection
{
    /// <summary>The columns.</summary>
    private static readonly string[] Columns =
    [
        "scenario", "engine", "numbers are", "runs", "windows", "results", "rows lost", "delay that keeps all", "slowest answer",
        "against its twin",
    ];

    /// <summary>Appends it; nothing where no run has a scenario.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] trapped = [.. runs.Where(run => run.Manifest.Workload.Scenario is not null)];
        if (trapped.Length == 0) return;
        html.Element("h3", "What each engine does in a trap");
        html.Element("p", "Each scenario is in the traffic of its runs from a quarter on. Rows lost are late rows; the slowest answer is "
            + "from a window's end to its result, over the measured windows. A real engine is compared with its twin over the same log.");
        html.Table("Windows and rows by scenario and engine", Columns, Rows(trapped), wordColumns: 3);
    }

    private static IEnumerable<string[]> Rows(ReportRun[] runs) => runs
        .GroupBy(run => (
            Scenario: TrafficText.Scenario(run.Manifest.Workload), Engine: run.Metrics.Engine.Name, Numbers: RunText.Provenance(run)))
        .OrderBy(group => group.Key.Scenario, StringComparer.Ordinal)
        .Select(group => Row(group.Key.Scenario, group.Key.Engine, group.Key.Numbers, [.. group]));

    private static string[] Row(string scenario, string engine, string numbers, ReportRun[] runs)
    {
        var expected = runs.Sum(run => run.Metrics.Correctness.ExpectedWindows);
        var results = runs.Sum(run => run.Metrics.Correctness.ResultWindows);
        long?[] kept = [.. runs.Select(run => run.Manifest.LateRows?.KeptByDelayMs)];
        var lost = runs.Sum(run => run.Metrics.Correctness.LateDropped);
        double?[] slowest =
            [.. runs.Where(run => run.IsValid).Select(run => run.Metrics.Latency.GetValueOrDefault("t1_minus_e")?.MaxMs)];
        return
        [
            scenario, engine, numbers,
            NumberText.Count(runs.Length), NumberText.Count(expected), NumberText.Count(results), NumberText.Count(lost),
            lost == 0 ? "–" : kept.All(ms => ms is null) ? "unknown" : AnswerText.Setting(kept.Max()!.Value),
            slowest.Length == runs.Length && slowest.All(ms => ms is not null) ? AnswerText.Duration(slowest.Max()!.Value) : "unknown",
            Twin(runs),
        ];
    }

    private static string Twin(ReportRun[] runs)
    {
        if (runs.All(run => !run.Metrics.Engine.IsReal)) return "is a twin";
        TwinAgreement?[] twins = [.. runs.Select(run => run.Metrics.Twin)];
        if (twins.Any(twin => twin is null)) return "not compared";
        var differences = twins.Sum(twin => twin!.Differences);
        var undetermined = twins.Sum(twin => twin!.Undetermined);
        return (differences == 0 ? "equal" : $"{NumberText.Count(differences)} DIFFERENCES")
            + (undetermined > 0 ? $", {NumberText.Count(undetermined)} undetermined" : "");
    }
}
