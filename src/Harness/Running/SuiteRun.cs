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
        var metrics = new RunMetrics[runs.Length];
        var started = session.Clock.GetTimestamp();
        var events = await session.Progress.ShowAsync(async progress =>
        {
            var counts = new long[runs.Length];
            var parallel = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForAsync(0, runs.Length, parallel, async (i, stop) =>
            {
                counts[i] = await Task.Run(() => runs[i].ExecuteAsync(session, progress, stop), stop);
                metrics[i] = await AnalyzeRun.InAsync(plan.Runs[i].Folder, stop);
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
        ComparedRun[] runs = [.. plan.Runs.Zip(metrics, (run, found) => new ComparedRun(RunFolder.Peek(run.Folder), found, []))];
        var headlines = Headline.OfAll(runs.Select(run => (run.Manifest, run.Metrics)));
        var answer = Answer.Of(runs);
        var json = new JsonObject
        {
            ["answer"] = JsonSerializer.SerializeToNode(answer, RunJson.Line),
            ["folder"] = plan.Folder,
            ["report"] = report,
            ["valid"] = valid,
            ["invalid"] = metrics.Length - valid,
            ["headlines"] = JsonSerializer.SerializeToNode(headlines, RunJson.Line),
            ["runs"] = new JsonArray([.. metrics.Select((m, i) => (JsonNode)RunReport.Json(plan.Runs[i].Folder, m))]),
        };
        return new VerbReport(valid == metrics.Length ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            AnswerSummary.Print(console, answer);
            foreach (var (i, m) in metrics.Index().Where(m => !m.Item.Valid)) RunSummary.Print(console, plan.Runs[i].Folder, m);
            console.Write(SuiteTable.Of(headlines));
            console.WriteLine(FormattableString.Invariant($"{valid} of {metrics.Length} runs valid. Report: {report}"));
        });
    }
}
