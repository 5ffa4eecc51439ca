using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Report;

namespace CtrBench.Harness.Commands;

/// <summary><c>plot</c>: run folders to pictures and one report.</summary>
internal static class PlotCommand
{
    private static readonly Option<string> Out = OptionReading.New(OutputOptions.Out.Name, "dir",
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
            var output = console.Profile.Out.Writer;
            foreach (var picture in files.Pictures) output.WriteLine(picture.SvgPath ?? $"{picture.Name}: not drawn: {picture.Absent}");
            output.WriteLine(files.ReportPath);
        });
    }

    private static string Folder(ParseResult line)
    {
        if (line.TextOf(Out) is { } folder)
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
