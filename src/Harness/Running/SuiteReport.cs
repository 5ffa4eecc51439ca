using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>What a suite answers: over its complete runs, and with each run that failed.</summary>
internal static class SuiteReport
{
    /// <summary>The report.</summary>
    /// <param name="folder">The suite's folder.</param>
    /// <param name="files">Its report, with the runs that are complete; null when none is.</param>
    /// <param name="folders">Folder of every complete run, in order.</param>
    /// <param name="failed">The runs that failed each time that they were tried.</param>
    /// <param name="planned">How many runs there should be: with fewer the suite was stopped.</param>
    /// <param name="verbose">Whether valid runs are printed too.</param>
    public static VerbReport Of(
        string folder, ReportFiles? files, IReadOnlyList<string> folders, IReadOnlyList<FailedRun> failed, int planned, bool verbose)
    {
        var (page, compared) = (files?.ReportPath, files?.Runs ?? []);
        List<(string Folder, RunMetrics Metrics)> runs = [.. folders.Zip(compared.Select(run => run.Metrics))];
        var valid = runs.Count(run => run.Metrics.Valid);
        var all = runs.Count + failed.Count;
        var partial = all < planned || compared.Any(run => run.Manifest.State == RunState.Partial);
        var headlines = Labelled(compared);
        var answer = compared.Count == 0 ? null : Answer.Of(compared);
        var json = new JsonObject();
        if (answer is not null) json["answer"] = JsonSerializer.SerializeToNode(answer, RunJson.Line);
        json["folder"] = folder;
        if (page is not null) json["report"] = page;
        json["partial"] = partial;
        json["valid"] = valid;
        json["invalid"] = runs.Count - valid;
        if (failed.Count > 0) json["failed"] = JsonSerializer.SerializeToNode(failed, RunJson.Line);
        json["headlines"] = JsonSerializer.SerializeToNode(headlines, RunJson.Line);
        json["runs"] = new JsonArray([.. runs.Select(run => (JsonNode)RunReport.Json(run.Folder, run.Metrics))]);
        var part = FormattableString.Invariant($"PARTIAL: stopped by Ctrl-C; {all} of {PluralText.Of(planned, "run", "is", "are")} shown");
        var code = partial ? ExitCode.Interrupted : valid == all ? ExitCode.Good : ExitCode.RunSaysNo;
        return new VerbReport(code, json, console =>
        {
            if (partial) console.MarkupLine($"[yellow]{part}[/]");
            if (answer is not null) AnswerSummary.Print(console, answer);
            foreach (var run in runs.Where(run => verbose || !run.Metrics.Valid)) RunSummary.Print(console, run.Folder, run.Metrics);
            foreach (var run in failed) console.WriteLine($"{run.RunId}: FAILED, {run.Tried}: {run.Reason}");
            if (headlines.Count > 0) console.Write(SuiteTable.Of(console, headlines));
            var missing = failed.Count > 0 ? FormattableString.Invariant($", {failed.Count} failed") : "";
            console.WriteLine(FormattableString.Invariant($"{valid} of {PluralText.Of(all, "run")} valid{missing}. ")
                + (page is null ? "No run is complete: there is no report." : $"Report: {page}"));
            if (partial) console.MarkupLine($"[yellow]{part}[/]");
        })
        {
            Rows = [.. headlines.Select(headline => JsonSerializer.SerializeToNode(headline, RunJson.Line)!.AsObject())],
        };
    }

    // What a sweep changes stands beside each of its rows.
    private static IReadOnlyList<Headline> Labelled(IReadOnlyList<ComparedRun> runs)
    {
        RunManifest[] manifests = [.. runs.Select(run => run.Manifest).DistinctBy(RepetitionKey.Of)];
        string[] settings = ContenderNames.SettingsOf(manifests), rates = [.. manifests.Select(run => TrafficText.Rate(run.Workload))];
        if (!rates.Distinct().Skip(1).Any()) rates = [.. rates.Select(_ => "")];
        return [.. Headline.OfAll(runs.Select(run => (run.Manifest, run.Metrics))).Select((headline, i) =>
        {
            var trap = TrafficText.Scenario(manifests[i].Workload);
            var said = string.Join(", ", ((string[])[trap, rates[i], settings[i]]).Where(text => text.Length > 0));
            return headline with { Settings = said.Length > 0 ? said : null };
        })];
    }
}
