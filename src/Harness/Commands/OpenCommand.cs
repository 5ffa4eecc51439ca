using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>open</c>: the report of a run or a suite in the system's browser.</summary>
internal static class OpenCommand
{
    private const string ReportName = "report.html";

    private static readonly Argument<string?> Run = new("run")
    {
        HelpName = "run folder",
        Description = "Folder of a run, a suite or a sweep, its name in runs/, or a report.html itself",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The verb, with the opener of this system.</summary>
    public static Verb Verb => Of(SystemOpener.OpenAsync);

    /// <summary>The verb.</summary>
    /// <param name="opener">Opens a file, and says why it could not; null when it did.</param>
    /// <param name="root">Where a name that is no path is looked for.</param>
    public static Verb Of(Func<string, VerbSession, CancellationToken, Task<string?>> opener, string root = FolderNames.Root) => new()
    {
        Name = "open",
        Summary = "Open the report of a run or a suite in the browser of this system",
        Examples = ["open runs/suite-seed1", "open triggers"],
        Options = [],
        Argument = Run,
        Body = async (line, session, ct) =>
        {
            var given = line.GetValue(Run) ?? throw new UsageException("name a run folder; ctrbench runs lists them");
            var report = Path.GetFullPath(ReportOf(FolderNames.Find(given, root)));
            var problem = await opener(report, session, ct);
            var json = new JsonObject { ["report"] = report, ["opened"] = problem is null };
            if (problem is not null) json["problem"] = problem;
            return new VerbReport(problem is null ? ExitCode.Good : ExitCode.SetupFailed, json, console =>
            {
                console.WriteLine(report);
                if (problem is not null) console.WriteLine($"not opened: {problem}; open it in a browser: {new Uri(report).AbsoluteUri}");
            });
        },
    };

    private static string ReportOf(string path)
    {
        if (File.Exists(path) && Path.GetFileName(path) == ReportName) return path;
        if (!Directory.Exists(path)) throw new UsageException(path, null, File.Exists(path)
            ? $"is no {ReportName}" : $"no such folder, and no such name in {FolderNames.Root}/; ctrbench runs lists what there is");
        // The report of a suite is about all of its runs.
        string[] places = RunFolder.IsIn(path) ? [path, Path.Combine(path, "..")] : [path];
        return places.Select(place => Path.Combine(place, ReportName)).FirstOrDefault(File.Exists)
            ?? throw new UsageException(path, null, $"has no {ReportName}; make it: ctrbench plot {path}");
    }
}
