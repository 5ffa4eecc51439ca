using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Run folders as arguments. A folder that holds run folders, such as a suite's, stands for all of them.</summary>
internal static class RunArguments
{
    /// <summary>The argument.</summary>
    public static readonly Argument<string[]> Runs = new("run")
    {
        HelpName = "run folder",
        Description = "Run folders, or names of folders in runs/; a folder of run folders, such as a suite's, stands for all of them",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The paths as given; of a name that is no path, its folder in runs/.</summary>
    public static IReadOnlyList<string> Given(ParseResult line) => [.. (line.GetValue(Runs) ?? []).Select(path => FolderNames.Find(path))];

    /// <summary>The run folders, in the order given and in ordinal order within a folder of folders, each once.</summary>
    /// <exception cref="UsageException">A path is not a folder, or neither holds a run nor folders that do.</exception>
    public static IReadOnlyList<string> Folders(ParseResult line)
    {
        var folders = new List<string>();
        foreach (var path in Given(line))
        {
            if (!Directory.Exists(path))
                throw new UsageException(path, null, File.Exists(path) ? "is a file; name the run folder that contains "
                    + "it" : "no such folder");
            if (HoldsRun(path))
            {
                folders.Add(path);
                continue;
            }

            var inside = Directory.EnumerateDirectories(path).Where(HoldsRun).Order(StringComparer.Ordinal).ToList();
            if (inside.Count == 0) throw new UsageException(path, null, "contains no run: manifest.json is missing, here and one level "
                + "down");
            folders.AddRange(inside);
        }

        return [.. folders.DistinctBy(Path.GetFullPath, StringComparer.Ordinal)];
    }

    private static bool HoldsRun(string folder) => File.Exists(Path.Combine(folder, "manifest.json"));
}
