using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>What a verb answers about one analyzed run: good when it is valid.</summary>
internal static class RunReport
{
    /// <summary>The report of the run in <paramref name="folder"/>.</summary>
    public static VerbReport Of(string folder, RunMetrics metrics)
    {
        var answer = Answer.Of([new ComparedRun(RunFolder.Peek(folder), metrics, [])]);
        var json = Json(folder, metrics);
        json.Insert(0, "answer", JsonSerializer.SerializeToNode(answer, RunJson.Line));
        return new VerbReport(metrics.Valid ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            AnswerSummary.Print(console, answer);
            RunSummary.Print(console, folder, metrics);
        });
    }

    /// <summary>Folder and metrics, the series of single windows left to metrics.json.</summary>
    public static JsonObject Json(string folder, RunMetrics metrics)
    {
        var json = JsonSerializer.SerializeToNode(metrics, RunJson.Line)!.AsObject();
        json.Remove("windows");
        return new JsonObject { ["folder"] = folder, ["metrics"] = json };
    }
}

/// <summary>How fast a simulation went and what memory it took, as text.</summary>
internal static class Pace
{
    /// <summary>Events, seconds, events a second, and the process's peak memory.</summary>
    public static string Text(long events, double seconds)
    {
        var peakMb = System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var millionPerS = events / Math.Max(seconds, 1e-9) / 1e6;
        return FormattableString.Invariant(
            $"{PluralText.Of(events, "event")} in {seconds:0.0} s ({millionPerS:0.00} million/s), peak memory {peakMb:0} MB");
    }
}
