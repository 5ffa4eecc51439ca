using System.Globalization;
using System.Text.Json.Nodes;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using Spectre.Console;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>
/// The whole evaluation: every run simulated and analyzed, as many side by side as there are cores, then the pictures and one report.
/// </summary>
internal sealed class SuiteRun(SuitePlan plan)
{
    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        CostProfile[] profiles = [.. plan.Runs.Select(r => ProfileCatalog.Find(r.Engine, r.Profile))];
        foreach (var caution in profiles.Select(ProfileCatalog.Caution).OfType<string>().Distinct())
            await session.Error.WriteLineAsync(caution);
        SimulatedRun[] runs = [.. plan.Runs.Zip(profiles, (r, profile) => new SimulatedRun(r, profile))];
        FolderWrites.Create(plan.Folder);
        var metrics = new RunMetrics[runs.Length];
        var started = session.Clock.GetTimestamp();
        var events = await session.Progress.ShowAsync(async progress =>
        {
            var counts = new long[runs.Length];
            var parallel = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForAsync(0, runs.Length, parallel, async (i, stop) =>
            {
                counts[i] = await Task.Run(() => runs[i].ExecuteAsync(session, progress, stop), stop);
                metrics[i] = AnalyzeRun.In(plan.Runs[i].Folder);
            });
            return counts.Sum();
        });
        var report = await session.Progress.ShowAsync(
            progress => Task.Run(() => ReportFiles.Write([.. plan.Runs.Select(r => r.Folder)], plan.Folder, progress, ct), ct));
        await session.Error.WriteLineAsync(Pace.Text(events, session.Clock.GetElapsedTime(started).TotalSeconds));
        return Report(metrics, report.ReportPath);
    }

    private VerbReport Report(RunMetrics[] metrics, string report)
    {
        var valid = metrics.Count(m => m.Valid);
        var json = new JsonObject
        {
            ["folder"] = plan.Folder,
            ["report"] = report,
            ["valid"] = valid,
            ["invalid"] = metrics.Length - valid,
            ["runs"] = new JsonArray([.. metrics.Select((m, i) => (JsonNode)RunReport.Json(plan.Runs[i].Folder, m))]),
        };
        return new VerbReport(valid == metrics.Length ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            foreach (var (i, m) in metrics.Index().Where(m => !m.Item.Valid)) RunSummary.Print(console, plan.Runs[i].Folder, m);
            console.Write(SuiteTable.Of(metrics));
            console.WriteLine(FormattableString.Invariant($"{valid} of {metrics.Length} runs valid. Report: {report}"));
        });
    }
}

/// <summary>A suite's runs in one table, a line each.</summary>
internal static class SuiteTable
{
    /// <summary>The table.</summary>
    public static Table Of(IEnumerable<RunMetrics> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("run").AddColumn("verdict");
        foreach (var column in (string[])["windows", "T1 - T0 mean, ms", "95 % interval", "T1 - floor p50", "p99", "completeness"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var run in runs)
        {
            var (total, floor) = (Latency("t1_minus_t0"), Latency("t1_minus_floor"));
            LatencySummary? Latency(string name) => run.Valid ? run.Latency.GetValueOrDefault(name) : null;
            table.AddRow(
                Markup.Escape(run.RunId), run.Valid ? "[green]valid[/]" : "[red]INVALID[/]", Text(total?.N), Ms(total?.MeanMs),
                total is null ? "" : $"{Ms(total.MeanLowMs)} .. {Ms(total.MeanHighMs)}", Ms(floor?.P50Ms), Ms(floor?.P99Ms),
                run.Correctness.Completeness is { } share ? Text($"{share * 100:0.####} %") : "");
        }

        return table;
    }

    private static string Ms(double? ms) => ms?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int? n) => n?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
