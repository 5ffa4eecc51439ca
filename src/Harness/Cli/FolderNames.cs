using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace CtrBench.Harness.Cli;

/// <summary>Decides the folder of a run. Nothing is created here: the run creates it, and fails if another process was faster.</summary>
internal static class FolderNames
{
    /// <summary>The folder in which runs get their folders unless --out says otherwise.</summary>
    public const string Root = "runs";

    private const int LongestName = 60;

    private static readonly Dictionary<string, FileStream> Reserved = new(StringComparer.Ordinal);

    /// <summary>The folder to write.</summary>
    public static readonly Option<string> Out =
        ValueOption.Text("--out", "dir", "Folder to write, new or empty; by default a new one in runs/");

    /// <summary>The name of a run as the user calls it.</summary>
    public static readonly ValueOption<string> Name = new("--name", "text",
        "Name of the run, or of the runs of a suite or sweep, kept in manifests and shown as label; without --out also that of "
        + "the folder in runs/", ReadName);

    /// <summary>The name of the line; null for none.</summary>
    public static string? NameOf(ParseResult line) => line.GetValue(Name)?.Value;

    /// <summary>A name as part of a path.</summary>
    public static string Slug(string name) => name.Replace(' ', '-');

    /// <summary>The name of a run: engine, traffic, scenario, producers and seed tell it from its neighbours.</summary>
    public static string RunName(string engine, Workload workload)
    {
        var scenario = workload.Scenario is { } trap ? "-" + ScenarioText.Of(trap).Replace(":", "", StringComparison.Ordinal) : "";
        var traffic = TrafficNames.Of(workload.Traffic) + scenario;
        return FormattableString.Invariant($"{engine}-{traffic}-{workload.Producers}p-seed{workload.Seed}");
    }

    /// <summary>The path of a run or a report as the user names it: a path, or else a name in the root.</summary>
    public static string Find(string given, string root = Root) =>
        !Path.Exists(given) && Path.Combine(root, Slug(given)) is var named && Path.Exists(named) ? named : given;

    /// <summary>The folder of --out exactly, or the first of name, name-2, name-3, ... in the root that does not exist.</summary>
    /// <exception cref="UsageException">--out names a file or a folder that holds something.</exception>
    public static string Choose(ParseResult line, string name) =>
        line.GetValue(Out) is { } exact ? Exact(exact) : Fresh(Root, Slug(name));

    /// <summary>The first of name, name-2, name-3, ... in <paramref name="root"/> that does not exist.</summary>
    public static string Fresh(string root, string name)
    {
        var folder = Path.Combine(root, name);
        for (var n = 2; !Reserve(folder); n++) folder = Path.Combine(root, FormattableString.Invariant($"{name}-{n}"));
        return folder;
    }

    // The folder itself is made later, by the run. Until this process ends the name is its own: a process that starts at the same moment
    // takes the next one.
    private static bool Reserve(string folder)
    {
        if (Path.Exists(folder)) return false;
        var full = Path.GetFullPath(folder);
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, 16));
        var file = Path.Combine(Path.GetTempPath(), $"ctrbench-{name}.lock");
        lock (Reserved)
        {
            try
            {
                if (!Reserved.ContainsKey(full))
                    Reserved[full] = new FileStream(
                        file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(file))
            {
                return false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Without a temporary folder names are not reserved; the folder's own lock still lets only one run write to it.
            }
        }

        return !Path.Exists(folder);
    }

    private static string ReadName(string option, string text)
    {
        var name = text.Trim();
        var valid = name.Length is > 0 and <= LongestName && char.IsLetterOrDigit(name[0])
            && name.All(c => char.IsLetterOrDigit(c) || " ._+-".Contains(c, StringComparison.Ordinal));
        return valid
            ? name
            : throw new UsageException(option, text, FormattableString.Invariant(
                $"not a valid name: 1 to {LongestName} letters, digits, blanks, dots, dashes, plus signs, underscores; ")
                + "a letter or digit first");
    }

    private static string Exact(string folder)
    {
        if (string.IsNullOrWhiteSpace(folder)) throw new UsageException(Out.Name, folder, "the folder name is empty");
        if (File.Exists(folder)) throw new UsageException(Out.Name, folder, "is a file; name a folder");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return folder;
        if (File.Exists(Path.Combine(folder, "suite.json")))
        {
            throw new UsageException(
                Out.Name, folder, $"contains a suite; continue it with ctrbench suite --resume {folder}, or name another folder");
        }

        var held = File.Exists(Path.Combine(folder, "manifest.json"))
            ? "already contains a run, and one folder is one run" : "is not empty";
        throw new UsageException(Out.Name, folder, $"{held}; name another folder, or delete this one");
    }
}
