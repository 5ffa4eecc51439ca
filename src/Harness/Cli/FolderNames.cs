using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Decides the folder of a run. Nothing is created here: the run creates it, and fails if another process was faster.</summary>
internal static class FolderNames
{
    /// <summary>The folder in which runs get their folders unless --out says otherwise.</summary>
    public const string Root = "runs";

    /// <summary>The folder to write.</summary>
    public static readonly Option<string> Out =
        ValueOption.Text("--out", "dir", "Folder to write, new or empty; by default a new one in runs/");

    /// <summary>The name of a run: engine, traffic, producers and seed tell it from its neighbours.</summary>
    public static string RunName(string engine, Workload workload) =>
        FormattableString.Invariant($"{engine}-{TrafficNames.Of(workload.Traffic)}-{workload.Producers}p-seed{workload.Seed}");

    /// <summary>The folder of --out exactly, or the first of name, name-2, name-3, ... in the root that does not exist.</summary>
    /// <exception cref="UsageException">--out names a file or a folder that holds something.</exception>
    public static string Choose(ParseResult line, string name) =>
        line.GetValue(Out) is { } exact ? Exact(exact) : Fresh(Root, name);

    /// <summary>The first of name, name-2, name-3, ... in <paramref name="root"/> that does not exist.</summary>
    public static string Fresh(string root, string name)
    {
        var folder = Path.Combine(root, name);
        for (var n = 2; Path.Exists(folder); n++) folder = Path.Combine(root, FormattableString.Invariant($"{name}-{n}"));
        return folder;
    }

    private static string Exact(string folder)
    {
        if (string.IsNullOrWhiteSpace(folder)) throw new UsageException(Out.Name, folder, "the folder name is empty");
        if (File.Exists(folder)) throw new UsageException(Out.Name, folder, "is a file; name a folder");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return folder;
        var held = File.Exists(Path.Combine(folder, "manifest.json"))
            ? "already contains a run, and one folder is one run" : "is not empty";
        throw new UsageException(Out.Name, folder, $"{held}; name another folder, or delete this one");
    }
}
