using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Where results go and in which form.</summary>
internal static class OutputOptions
{
    /// <summary>The folder.</summary>
    public static readonly Option<string> Out =
        OptionReading.New("--out", "dir", "Folder to write, new or empty; by default a fresh one in runs/");

    /// <summary>Machine-readable output.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON object on standard output; all words on standard error",
    };

    /// <summary>Cost profiles.</summary>
    public static readonly Option<string> Profile = OptionReading.New("--profile", "name|file",
        "Cost profile: what a batch or an event costs; by default the one of the real engine that the twin stands for");

    /// <summary>The profiles named on the line, separated by commas; empty when none is.</summary>
    /// <exception cref="UsageException">A name is empty.</exception>
    public static IReadOnlyList<string> ReadProfiles(ParseResult line)
    {
        if (line.TextOf(Profile) is not { } text) return [];
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Contains("") ? throw new UsageException(Profile.Name, text, "names an empty profile") : names;
    }
}
