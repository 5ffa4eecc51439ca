using System.Diagnostics;
using CtrBench.Harness;
using CtrBench.Windows;

namespace CtrBench.Tests;

/// <summary>
/// The style of the house as tests: sizes, names, purity, suppressions. The rules themselves are tried in <see
/// cref="TidyTestsOfTheRules"/>.
/// </summary>
public sealed class TidyTests(ITestOutputHelper output)
{
    [Fact]
    public void Files_and_lines_are_short()
    {
        AssertNone(Sources("src").SelectMany(f => TidyTestsRules.Sizes(f.Path, f.Text)));
        var lengths = Sources("src").Select(f => (Lines: f.Text.TrimEnd('\n').Split('\n').Length, f.Path)).Order().ToList();
        output.WriteLine(
            $"{lengths.Count} files in src: median {lengths[lengths.Count / 2].Lines} lines, p90 {lengths[lengths.Count * 9 / 10].Lines}, "
            + $"longest {lengths[^1].Lines} ({lengths[^1].Path})");
        Assert.InRange(lengths[lengths.Count / 2].Lines, 1, 100);
        Assert.InRange(lengths[lengths.Count * 9 / 10].Lines, 1, 250);
    }

    [Fact]
    public void Methods_are_short() => AssertNone(Sources("src").SelectMany(f => TidyTestsRules.Methods(f.Path, f.Text)));

    [Fact]
    public void A_file_has_the_name_of_its_type() => AssertNone(Sources("src").SelectMany(f => TidyTestsRules.TypeName(f.Path, f.Text)));

    [Fact]
    public void Pure_folders_are_pure() => AssertNone(Sources("src").SelectMany(f => TidyTestsRules.Purity(f.Path, f.Text)));

    [Fact]
    public void Libraries_know_no_command_line()
    {
        var verbs = Program.Verbs.Select(v => v.Name).ToHashSet();
        var options = Program.Verbs.SelectMany(v => v.Options).Select(o => o.Name).ToHashSet();
        AssertNone(Sources("src").Where(f => !f.Path.StartsWith("src/Harness/", StringComparison.Ordinal))
            .SelectMany(f => TidyTestsRules.CommandLineWords(f.Path, f.Text, options, verbs)));
    }

    [Fact]
    public void An_engine_is_an_identity_and_not_a_string() =>
        AssertNone(Sources("src").SelectMany(f => TidyTestsRules.EngineNames(f.Path, f.Text, [.. EngineId.All.Select(e => e.Name)])));

    [Fact]
    public void A_suppression_gives_its_reason() =>
        AssertNone(Sources("src", "tests", "bench").Where(IsNoTidyTest).SelectMany(f => TidyTestsRules.Suppressions(f.Path, f.Text)));

    [Fact]
    public void Members_are_not_qualified() =>
        AssertNone(Sources("src", "tests", "bench").Where(IsNoTidyTest).SelectMany(f => TidyTestsRules.Qualifications(f.Path, f.Text)));

    [Fact]
    public void No_folder_has_a_name_that_says_nothing() => AssertNone(Folders("src", "tests", "bench").SelectMany(TidyTestsRules.FolderName));

    [Fact]
    public void Every_source_folder_is_named_in_the_architecture()
    {
        var page = Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md");
        if (!File.Exists(page)) Assert.Skip("there is no ARCHITECTURE.md yet");
        AssertNone(TidyTestsRules.Unnamed(Folders("src"), File.ReadAllText(page)));
    }

    [Fact]
    public void No_tracked_file_holds_a_path_of_one_machine()
    {
        var files = TrackedFiles().Where(f => Path.GetExtension(f) is not (".png" or ".gz" or ".zst" or ".snk")).Select(Read).Where(IsNoTidyTest);
        AssertNone(files.SelectMany(f => TidyTestsRules.MachinePaths(f.Path, f.Text)));
    }

    /// <summary>Fails with the complaints there are.</summary>
    internal static void AssertNone(IEnumerable<string> complaints)
    {
        var all = complaints.ToList();
        Assert.True(all.Count == 0, $"{all.Count} untidy:\n{string.Join('\n', all)}");
    }

    // Bad snippets live there.
    private static bool IsNoTidyTest((string Path, string Text) file) => !Path.GetFileName(file.Path).StartsWith("TidyTests", StringComparison.Ordinal);

    internal static IEnumerable<(string Path, string Text)> Sources(params string[] tops)
    {
        var found = tops.SelectMany(top => Directory.GetFiles(Path.Combine(RepositoryRoot.Path, top), "*.cs", SearchOption.AllDirectories))
            .Select(Relative).Where(f => !IsBuilt(f)).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(found);
        return found.Select(Read);
    }

    private static IEnumerable<string> Folders(params string[] tops) =>
        tops.SelectMany(top => Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, top), "*", SearchOption.AllDirectories))
            .Select(Relative).Where(f => !IsBuilt(f + "/"));

    private static IEnumerable<string> TrackedFiles()
    {
        var git = new ProcessStartInfo("git", "ls-files -z") { WorkingDirectory = RepositoryRoot.Path, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(git)!;
            var names = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) Assert.Skip("not a git working copy: which files are tracked is not known");
            return names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(RepositoryRoot.Path, f)));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("git is not installed: which files are tracked is not known");
            throw;
        }
    }

    private static bool IsBuilt(string path) => path.Contains("/bin/", StringComparison.Ordinal) || path.Contains("/obj/", StringComparison.Ordinal);

    private static string Relative(string path) => Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');

    private static (string Path, string Text) Read(string path) =>
        (path, File.ReadAllText(Path.Combine(RepositoryRoot.Path, path)).ReplaceLineEndings("\n"));
}
