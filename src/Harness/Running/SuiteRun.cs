using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;
using Spectre.Console;

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
        var metrics = new RunMetrics?[runs.Length];
        var started = session.Clock.GetTimestamp();
        var events = await session.Progress.ShowAsync(async progress =>
        {
            var counts = new long[runs.Length];
            var parallel = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount };
            try
            {
                await Parallel.ForAsync(0, runs.Length, parallel, async (i, stop) =>
                {
                    counts[i] = await Task.Run(() => runs[i].ExecuteAsync(session, progress, stop), stop);
                    metrics[i] = await AnalyzeRun.InAsync(plan.Runs[i].Folder, stop);
                });
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // What there is by now is an answer too.
            }

            return counts.Sum();
        });
        await session.Error.WriteLineAsync(Pace.Text(events, session.Clock.GetElapsedTime(started).TotalSeconds));
        return await ReportAsync(metrics, session, ct);
    }

    /// <summary>
    /// Pictures, report and table of the runs that there are. After an interrupt those that ended, or were stopped in order, are shown,
    /// marked as a part of what was asked for.
    /// </summary>
    /// <param name="metrics">Of each run its metrics; null where it was not analyzed.</param>
    /// <param name="session">Where progress is shown.</param>
    /// <param name="ct">The interrupt.</param>
    internal async Task<VerbReport> ReportAsync(RunMetrics?[] metrics, VerbSession session, CancellationToken ct)
    {
        List<(RunPlan Run, RunMetrics Metrics)> done = [];
        foreach (var (run, found) in plan.Runs.Zip(metrics))
            if ((found ?? PartialRun.MetricsIn(run.Folder)) is { } known) done.Add((run, known));
        if (done.Count == 0) ct.ThrowIfCancellationRequested();
        var files = await session.Progress.ShowAsync(progress => Task.Run(() =>
            ReportFiles.Write([.. done.Select(d => d.Run.Folder)], plan.Folder, progress, CancellationToken.None), CancellationToken.None));
        return Report([.. done.Select(d => d.Run)], [.. done.Select(d => d.Metrics)], files.ReportPath, session.Verbose);
    }

    private VerbReport Report(IReadOnlyList<RunPlan> done, RunMetrics[] metrics, string report, bool verbose)
    {
        var valid = metrics.Count(m => m.Valid);
        ComparedRun[] runs = [.. done.Zip(metrics, (run, found) => new ComparedRun(RunFolder.Peek(run.Folder), found, []))];
        var partial = done.Count < plan.Runs.Count || runs.Any(run => run.Manifest.State == RunState.Partial);
        var headlines = Labelled(runs);
        var answer = Answer.Of(runs);
        var json = new JsonObject
        {
            ["answer"] = JsonSerializer.SerializeToNode(answer, RunJson.Line),
            ["folder"] = plan.Folder,
            ["report"] = report,
            ["partial"] = partial,
            ["valid"] = valid,
            ["invalid"] = metrics.Length - valid,
            ["headlines"] = JsonSerializer.SerializeToNode(headlines, RunJson.Line),
            ["runs"] = new JsonArray([.. metrics.Select((m, i) => (JsonNode)RunReport.Json(done[i].Folder, m))]),
        };
        var part = FormattableString.Invariant($"PARTIAL: stopped by Ctrl-C; {done.Count} of {plan.Runs.Count} runs are shown");
        var code = partial ? ExitCode.Interrupted : valid == metrics.Length ? ExitCode.Good : ExitCode.RunSaysNo;
        return new VerbReport(code, json, console =>
        {
            if (partial) console.MarkupLine($"[yellow]{part}[/]");
            AnswerSummary.Print(console, answer);
            foreach (var (i, m) in metrics.Index().Where(m => verbose || !m.Item.Valid)) RunSummary.Print(console, done[i].Folder, m);
            console.Write(SuiteTable.Of(console, headlines));
            console.WriteLine(FormattableString.Invariant($"{valid} of {metrics.Length} runs valid. Report: {report}"));
            if (partial) console.MarkupLine($"[yellow]{part}[/]");
        })
        {
            Rows = [.. headlines.Select(headline => JsonSerializer.SerializeToNode(headline, RunJson.Line)!.AsObject())],
        };
    }

    // What a sweep changes stands beside each of its rows.
    private static IReadOnlyList<Headline> Labelled(ComparedRun[] runs)
    {
        RunManifest[] manifests = [.. runs.Select(run => run.Manifest).DistinctBy(RepetitionKey.Of)];
        string[] settings = ContenderNames.SettingsOf(manifests), rates = [.. manifests.Select(run => TrafficText.Rate(run.Workload))];
        if (!rates.Distinct().Skip(1).Any()) rates = [.. rates.Select(_ => "")];
        return [.. Headline.OfAll(runs.Select(run => (run.Manifest, run.Metrics))).Select((headline, i) =>
        {
            var said = string.Join(", ", ((string[])[rates[i], settings[i]]).Where(text => text.Length > 0));
            return headline with { Settings = said.Length > 0 ? said : null };
        })];
    }
}
