using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>runs</c>: which runs there are below a folder, and what each came to.</summary>
internal static class RunsCommand
{
    private const string OverFloor = "t1_minus_floor";

    private static readonly EnumerationOptions Folders =
        new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = true };

    private static readonly Argument<string?> Below = new("folder")
    {
        HelpName = "folder",
        Description = $"Folder below which runs are looked for; by default {FolderNames.Root}/",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "runs",
        Summary = "List the run folders below a folder, each with its verdict and headline",
        Examples = ["runs", "runs runs/suite-seed1", "runs runs --output csv"],
        Options = [],
        Argument = Below,
        Body = (line, _, ct) => Task.Run(() => Report(line.GetValue(Below) ?? FolderNames.Root, ct), ct),
    };

    private static VerbReport Report(string root, CancellationToken ct)
    {
        if (!Directory.Exists(root))
            throw new UsageException(root, null, File.Exists(root) ? "is a file; name a folder" : "no such folder; name the one that holds "
                + "your runs, or make a run: ctrbench simulate");
        List<ListedRun> runs = [];
        foreach (var folder in RunFoldersBelow(root))
        {
            ct.ThrowIfCancellationRequested();
            runs.Add(ListedRun.Read(folder));
        }

        var json = new JsonObject { ["folder"] = root, ["runs"] = new JsonArray([.. runs.Select(JsonOf)]) };
        return new VerbReport(ExitCode.Good, json, console => Print(console, root, runs));
    }

    private static IEnumerable<string> RunFoldersBelow(string folder) => RunFolder.IsIn(folder)
        ? [folder]
        : Directory.EnumerateDirectories(folder, "*", Folders).Order(StringComparer.Ordinal).SelectMany(RunFoldersBelow);

    private static void Print(IAnsiConsole console, string root, IReadOnlyList<ListedRun> runs)
    {
        if (runs.Count == 0)
        {
            console.WriteLine($"no run below {root}");
            return;
        }

        console.Write(WholeWords.FirstThatFits(console, [Table(root, runs, whole: true), Table(root, runs, whole: false)]));
        foreach (var run in runs)
            if (run.Problem is { } problem) console.WriteLine($"{run.Verdict}: {problem}");
            else if (run.Metrics is { Valid: false }) console.WriteLine($"{run.Verdict}: {run.Folder}");
        console.WriteLine(FormattableString.Invariant(
            $"{PluralText.Of(runs.Count, "run")}, {runs.Count(run => run.Verdict == ListedRun.Valid)} valid"));
    }

    // The narrow table has no intervals, one word for the verdict, and below the name of a folder those in it.
    private static Table Table(string root, IReadOnlyList<ListedRun> runs, bool whole)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["folder", "verdict"]) table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var column in (string[])["T1 - floor\nmean, ms", "complete"])
            table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        string? above = null;
        foreach (var run in runs)
        {
            var folder = run.Folder;
            var verdict = run.Verdict;
            if (!whole)
            {
                var path = Path.GetRelativePath(root, run.Folder);
                var parent = Path.GetDirectoryName(path) ?? "";
                if (parent.Length > 0 && parent != above) table.AddRow(Markup.Escape($"{parent}{Path.DirectorySeparatorChar}"), "", "", "");
                above = parent;
                folder = path == "." ? run.Folder : (parent.Length > 0 ? "  " : "") + Path.GetFileName(path);
                verdict = verdict.Split(':', ',')[0];
            }

            var name = run.Manifest?.Name is { } given && given != Path.GetFileName(run.Folder) && whole ? $"{folder}\n{given}" : folder;
            table.AddRow(Markup.Escape(name), run.Verdict == ListedRun.Valid ? $"[green]{verdict}[/]" : verdict,
                Mean(run.Metrics, whole), Complete(run.Metrics));
        }

        return table;
    }

    private static string Mean(RunMetrics? metrics, bool interval)
    {
        if (metrics is not { Valid: true } || !metrics.Latency.TryGetValue(OverFloor, out var latency)) return "";
        return interval ? MeanText.Of(latency.MeanMs, latency.MeanLowMs, latency.MeanHighMs) : MeanText.Ms(latency.MeanMs);
    }

    private static string Complete(RunMetrics? metrics) =>
        metrics?.Correctness.Completeness is { } share ? FormattableString.Invariant($"{share * 100:0.####} %") : "";

    private static JsonNode JsonOf(ListedRun run)
    {
        var json = new JsonObject { ["folder"] = run.Folder, ["verdict"] = run.Verdict };
        if (run.Manifest is { } manifest)
        {
            json["run_id"] = manifest.RunId;
            if (manifest.Name is { } name) json["name"] = name;
            if (manifest.Engine is { } engine) json["engine"] = engine.Name;
        }

        if (run.Metrics is { } metrics)
        {
            json["findings"] = new JsonArray([.. metrics.Findings.Select(finding => (JsonNode)finding.Code)]);
            json["completeness"] = metrics.Correctness.Completeness;
            if (metrics.Valid && metrics.Latency.TryGetValue(OverFloor, out var latency))
            {
                json["over_floor_mean_ms"] = latency.MeanMs;
                json["over_floor_mean_low_ms"] = latency.MeanLowMs;
                json["over_floor_mean_high_ms"] = latency.MeanHighMs;
            }
        }

        if (run.Problem is { } problem) json["problem"] = problem;
        return json;
    }
}

/// <summary>One run folder of a list.</summary>
/// <param name="Folder">Its path.</param>
/// <param name="Verdict">valid, INVALID, partial, not analyzed, a part, unfinished, failed or damaged.</param>
internal sealed record ListedRun(string Folder, string Verdict)
{
    /// <summary>The verdict of a run whose numbers may be shown.</summary>
    public const string Valid = "valid";

    /// <summary>Its manifest; null where that is damaged.</summary>
    public RunManifest? Manifest { get; init; }

    /// <summary>Its metrics; null where it has not been analyzed.</summary>
    public RunMetrics? Metrics { get; init; }

    /// <summary>Why it has no verdict; null where it has one.</summary>
    public string? Problem { get; init; }

    /// <summary>Looks at a run folder in any state. Nothing in it is changed.</summary>
    public static ListedRun Read(string path)
    {
        RunManifest? manifest = null;
        try
        {
            manifest = RunFolder.Peek(path);
            if (manifest.State == RunState.Failed)
            {
                var why = $"{path}: {manifest.FailureReason ?? "no reason given"}";
                return new ListedRun(path, "failed") { Manifest = manifest, Problem = why };
            }

            if (manifest.Mode == RunMode.Part) return new ListedRun(path, "a part") { Manifest = manifest };
            using var folder = RunFolder.Open(path);
            return Of(path, manifest, folder.ReadMetrics());
        }
        catch (RunFolderException e)
        {
            var verdict = manifest?.State == RunState.Running ? "unfinished" : "damaged";
            return new ListedRun(path, verdict) { Manifest = manifest, Problem = e.Message };
        }
    }

    private static ListedRun Of(string path, RunManifest manifest, RunMetrics? metrics)
    {
        var partial = manifest.State == RunState.Partial ? ", partial" : "";
        var verdict = metrics is null ? "not analyzed" : metrics.Valid ? Valid : $"INVALID: {string.Join(", ", metrics.ErrorCodes())}";
        return new ListedRun(path, verdict + partial) { Manifest = manifest, Metrics = metrics };
    }
}
