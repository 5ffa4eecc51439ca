using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>plot</c>: run folders to pictures and one report.</summary>
internal static class PlotCommand
{
    private static readonly Option<string> Out = ValueOption.Text(FolderNames.Out.Name, "dir",
        "Folder for report.html and plots/, which are replaced; by default the one folder that is given");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "plot",
        Summary = "Draw the pictures of runs, as SVG and PNG, and write one report.html without outside links",
        Examples = ["plot runs/suite-seed1", "plot runs/microbatch-spp-1p-seed1 runs/continuous-spp-1p-seed1 --out runs/comparison"],
        Options = [Out],
        Argument = RunArguments.Runs,
        Body = async (line, session, ct) =>
        {
            var folders = RunArguments.Folders(line);
            var folder = Folder(line);
            return Report(await session.Progress.ShowAsync(
                progress => Task.Run(() => ReportFiles.Write(folders, folder, progress, ct), ct)));
        },
    };

    /// <summary>What was drawn, and where it lies.</summary>
    public static VerbReport Report(ReportFiles files)
    {
        var json = new JsonObject
        {
            ["report"] = files.ReportPath,
            ["pictures"] = new JsonArray([.. files.Pictures.Select(JsonOf)]),
        };
        return new VerbReport(ExitCode.Good, json, console =>
        {
            foreach (var picture in files.Pictures) console.WriteLine(picture.SvgPath ?? $"{picture.Name}: not drawn: {picture.Absent}");
            console.WriteLine(files.ReportPath);
        });
    }

    private static string Folder(ParseResult line)
    {
        if (line.GetValue(Out) is { } folder)
            return File.Exists(folder) ? throw new UsageException(Out.Name, folder, "is a file; name a folder") : folder;
        return RunArguments.Given(line) is [var only]
            ? only
            : throw new UsageException(Out.Name, null, "several folders are given, so say where the report goes: --out DIR");
    }

    private static JsonNode JsonOf(ReportPicture picture)
    {
        var json = new JsonObject { ["name"] = picture.Name, ["title"] = picture.Title };
        if (picture.SvgPath is { } svg) json["svg"] = svg;
        if (picture.PngPath is { } png) json["png"] = png;
        if (picture.Absent is { } reason) json["absent"] = reason;
        return json;
    }
}

/// <summary>The pictures and the report of some runs, written.</summary>
/// <param name="ReportPath">Path of report.html.</param>
/// <param name="Pictures">The pictures, drawn or left out, in the order of the report.</param>
/// <param name="Runs">The runs as they are compared with each other, in the order of the folders.</param>
internal sealed record ReportFiles(string ReportPath, IReadOnlyList<ReportPicture> Pictures, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>
    /// Reads the runs, analyzing those that have not been, and writes <c>plots/</c> and <c>report.html</c> into a folder.
    /// </summary>
    /// <param name="runFolders">Run folders.</param>
    /// <param name="folder">Where to write; made when absent.</param>
    /// <param name="progress">Told of each run that is read.</param>
    /// <param name="ct">Looked at between runs.</param>
    /// <param name="failed">Runs that have no figures, which the report names.</param>
    /// <exception cref="RunFolderException">A folder holds no complete run, or the report cannot be written.</exception>
    public static ReportFiles Write(
        IReadOnlyList<string> runFolders, string folder, IProgress<ProgressStep> progress, CancellationToken ct,
        IReadOnlyList<FailedRun>? failed = null)
    {
        var runs = new List<ReportRun>(runFolders.Count);
        foreach (var runFolder in runFolders)
        {
            ct.ThrowIfCancellationRequested();
            runs.Add(Read(runFolder));
            progress.Report(new ProgressStep("read", runs.Count, runFolders.Count, runFolder));
        }

        var what = $"the pictures and report.html of {PluralText.Of(runs.Count, "run")}";
        progress.Report(new ProgressStep("draw", 0, 1, what) { Begins = true });
        Directory.CreateDirectory(folder);
        var pictures = Plots.Write(runs, Path.Combine(folder, "plots"));
        var path = Path.Combine(folder, "report.html");
        AtomicFile.WriteText(path, HtmlReport.Render(runs, pictures, failed));
        progress.Report(new ProgressStep("draw", 1, 1));
        return new ReportFiles(path, pictures, [.. runs.Select(run => run.Compared)]);
    }

    private static ReportRun Read(string path)
    {
        using var folder = RunFolder.Open(path);
        var metrics = folder.ReadMetrics() ?? AnalyzeRun.In(path);
        return new ReportRun(folder.Manifest, folder.ReadProducer(), metrics, [.. folder.ReadExpected()], [.. folder.ReadProgress()]);
    }
}
