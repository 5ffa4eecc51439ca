using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Commands;

/// <summary><c>analyze</c>: run folder to metrics.json.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "analyze",
        Summary = "Check a run against the oracle and write its latencies, their decomposition and the verdict to metrics.json",
        Examples = ["analyze runs/microbatch-spp-1p-seed1", "analyze runs/suite-seed1 --json"],
        Options = [],
        Argument = RunArguments.Runs,
        Body = async (line, session, ct) =>
        {
            var folders = RunArguments.Folders(line);
            var metrics = await session.Progress.ShowAsync(progress => AnalyzeAsync(folders, progress, ct));
            return Report(folders, metrics);
        },
    };

    /// <summary>What these metrics come to; an invalid run makes the answer no. The series of windows is left to metrics.json.</summary>
    /// <param name="folders">Run folders.</param>
    /// <param name="metrics">Their metrics, in the same order.</param>
    public static VerbReport Report(IReadOnlyList<string> folders, IReadOnlyList<RunMetrics> metrics)
    {
        var valid = metrics.All(m => m.Valid);
        var answer = Answer.Of([.. folders.Zip(metrics, ComparedFolder.Of)]);
        var json = new JsonObject
        {
            ["answer"] = JsonSerializer.SerializeToNode(answer, RunJson.Line),
            ["valid"] = valid,
            ["runs"] = new JsonArray([.. folders.Zip(metrics, JsonOf)]),
        };
        return new VerbReport(valid ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            AnswerSummary.Print(console, answer);
            foreach (var (folder, run) in folders.Zip(metrics)) RunSummary.Print(console, folder, run);
        });
    }

    private static async Task<List<RunMetrics>> AnalyzeAsync(
        IReadOnlyList<string> folders, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var metrics = new List<RunMetrics>(folders.Count);
        foreach (var folder in folders)
        {
            ct.ThrowIfCancellationRequested();
            metrics.Add(await AnalyzeRun.InAsync(folder, ct));
            progress.Report(new ProgressStep("analyze", metrics.Count, folders.Count, folder));
        }

        return metrics;
    }

    private static JsonNode JsonOf(string folder, RunMetrics metrics)
    {
        var json = JsonSerializer.SerializeToNode(metrics, RunJson.Indented)!.AsObject();
        json.Remove("windows");
        json.Insert(0, "folder", folder);
        return json;
    }
}
