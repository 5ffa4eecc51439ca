using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Commands;

/// <summary><c>compare</c>: a prediction against a measurement, or any two runs.</summary>
internal static class CompareCommand
{
    private static readonly ValueOption<double> Tolerance = ValueOption.Share("--tolerance",
        "Exit with 1 when the error of a mean or a p90 is larger, such as 10%; by default no error is too large");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "compare",
        Summary = "Compare a run with others: predicted with measured, with errors, and by window where both had the same events",
        Examples =
        [
            "compare runs/predicted runs/measured",
            "compare runs/predicted runs/measured --tolerance 10% --json",
            "compare runs/trigger-1s runs/trigger-2s runs/trigger-5s",
        ],
        Options = [Tolerance],
        Argument = RunArguments.Runs,
        Body = async (line, session, ct) =>
        {
            var folders = RunArguments.Folders(line);
            if (folders.Count < 2)
                throw new UsageException("name at least two run folders: the first, A, is compared with each of the others, B");
            var runs = await session.Progress.ShowAsync(progress => Task.Run(() => Read(folders, progress, ct), ct));
            return Report(folders, runs, line.GetValue(Tolerance)?.Value);
        },
    };

    /// <summary>What the first run comes to against each of the others. An invalid run, or an error beyond the tolerance, makes the answer
    /// no.</summary>
    /// <param name="folders">Run folders.</param>
    /// <param name="runs">Their runs, in the same order.</param>
    /// <param name="tolerance">The largest error of a mean or p90, as a share; null for any.</param>
    public static VerbReport Report(IReadOnlyList<string> folders, IReadOnlyList<ComparedRun> runs, double? tolerance)
    {
        List<RunComparison> comparisons = [.. runs.Skip(1).Select(run => Comparing.Of(runs[0], run))];
        var good = runs.All(run => run.Metrics.Valid)
            && comparisons.All(comparison => tolerance is null || comparison.IsWithin(tolerance.Value));
        var answer = Answer.Of(runs);
        var json = new JsonObject
        {
            ["good"] = good,
            ["answer"] = JsonSerializer.SerializeToNode(answer, RunJson.Line),
            ["runs"] = new JsonArray([.. folders.Zip(runs, JsonOf)]),
            ["comparisons"] = new JsonArray(
                [.. comparisons.Select((comparison, i) => JsonOf(folders[0], folders[i + 1], comparison, tolerance))]),
        };
        if (tolerance is { } share) json.Insert(1, "tolerance", share);
        return new VerbReport(good ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            AnswerSummary.Print(console, answer);
            for (var i = 0; i < comparisons.Count; i++)
                ComparisonSummary.Print(console, (folders[0], runs[0]), (folders[i + 1], runs[i + 1]), comparisons[i], tolerance);
        })
        {
            Rows = [.. comparisons.SelectMany((comparison, i) => RowsOf(folders[0], folders[i + 1], comparison))],
        };
    }

    // A row a figure: a comparison has some of each latency.
    private static IEnumerable<JsonObject> RowsOf(string a, string b, RunComparison comparison) =>
        from latency in comparison.Latencies
        from value in latency.Values
        select Row(a, b, latency.Name, JsonSerializer.SerializeToNode(value, RunJson.Line)!.AsObject());

    private static JsonObject Row(string a, string b, string latency, JsonObject value)
    {
        value.Insert(0, "a", a);
        value.Insert(1, "b", b);
        value.Insert(2, "latency", latency);
        return value;
    }

    private static List<ComparedRun> Read(IReadOnlyList<string> folders, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var runs = new List<ComparedRun>(folders.Count);
        foreach (var path in folders)
        {
            ct.ThrowIfCancellationRequested();
            runs.Add(ComparedFolder.Read(path));
            progress.Report(new ProgressStep("read", runs.Count, folders.Count, path));
        }

        return runs;
    }

    private static JsonNode JsonOf(string folder, ComparedRun run)
    {
        var json = JsonSerializer.SerializeToNode(run.Metrics, RunJson.Line)!.AsObject();
        var answer = new JsonObject { ["folder"] = folder, ["mode"] = JsonSerializer.SerializeToNode(run.Manifest.Mode, RunJson.Line) };
        foreach (var name in (string[])["run_id", "engine", "profile", "valid", "oscillation", "saw_tooth"])
            if (json[name] is { } value) answer[name] = value.DeepClone();
        return answer;
    }

    private static JsonNode JsonOf(string a, string b, RunComparison comparison, double? tolerance)
    {
        var json = JsonSerializer.SerializeToNode(comparison, RunJson.Line)!.AsObject();
        json.Insert(0, "a", a);
        json.Insert(1, "b", b);
        if (tolerance is { } share) json["within_tolerance"] = comparison.IsWithin(share);
        return json;
    }
}
