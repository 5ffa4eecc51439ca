using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Cli;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests;

/// <summary>
/// What the documents promise to a newcomer still holds: commands can be cut into options, links lead somewhere, the first screen says how
/// to begin.
/// </summary>
public sealed partial class ReadmeTests
{
    private const string FromSource = "dotnet run -c Release --project src/Harness --";

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        [.. Directory.GetFiles(RepositoryRoot.Path, "*.md").Concat(Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(RepositoryRoot.Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal).Select(f => new TheoryDataRow<string>(f))];

    /// <summary>Every command of the documents, but for the page of commands that are refused.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Commands =>
        from document in Documents
        where document.Data != "docs/misuse.md"
        from match in Command().Matches(Read(document.Data))
        where !(match.Value[0] == '`' && NamesAnOption().IsMatch(match.Value))
        select new TheoryDataRow<string, string>(document.Data, match.Groups[1].Value.Trim());

    [Fact]
    public void There_are_commands_to_try() => Assert.InRange(Commands.Count(), 10, 200);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_documented_command_can_be_cut_into_options(string document, string command)
    {
        using var words = new StringWriter();
        Verb[] verbs = [.. Program.Verbs.Select(verb => verb with { Body = (_, _, _) => Task.FromResult(Nothing) })];
        var line = new CommandLine(words, words, new FakeTimeProvider()) { Verbs = verbs };
        var code = await line.RunAsync(CliRig.Words(command), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Good, $"{document}: ctrbench {command}: {words}");
    }

    /// <summary>The values too, where that needs no file: what the line plans, without running it.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_documented_command_plans_a_run(string document, string command)
    {
        if (!Runs().IsMatch(command)) return;
        var rig = new CliRig();
        await rig.RunAsync(Files().Replace(command, ""));
        Assert.True(rig.Plan is not null, $"{document}: ctrbench {command}: {rig.Error}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, document))!;
        foreach (var target in Link().Matches(Read(document)).Select(m => m.Groups[1].Value))
        {
            if (target.StartsWith('#')) Assert.Contains(Headings(document), h => h == target[1..]);
            else Assert.True(Path.Exists(Path.Combine(folder, target.Split('#')[0])), $"{document} links to {target}, which does not exist");
        }
    }

    [Fact]
    public void The_first_screen_says_how_to_begin()
    {
        var screen = string.Join('\n', File.ReadLines(Path.Combine(RepositoryRoot.Path, "README.md")).Take(40));
        Assert.Contains($"{FromSource} suite", screen);
        Assert.Contains("./test.sh", screen);
        Assert.Contains("](#limitations)", screen);
        Assert.Matches(@"\|\s*---", screen);
    }

    [Fact]
    public void Every_field_of_a_profile_is_explained() => Assert.All(
        typeof(CostProfile).GetProperties(),
        field => Assert.Contains(JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name), Read("docs/profiles.md")));

    [Fact]
    public void Every_exit_code_is_stated() => Assert.All(HelpPages.ExitCodes, row =>
    {
        Assert.Contains(FormattableString.Invariant($"| {row.Code} | {row.Meaning} |"), Read("README.md"));
        Assert.Contains(FormattableString.Invariant($"**{row.Code}**"), Read("docs/misuse.md"));
    });

    private static VerbReport Nothing => new(ExitCode.Good, new JsonObject(), _ => { });

    private static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, document));

    private static IEnumerable<string> Headings(string document) =>
        Heading().Matches(Read(document)).Select(m => NotInAnchors().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    // At the start of a line of a block, or whole in backticks; up to a comment, a pipe or a redirection.
    [GeneratedRegex(@"(?:^|`)(?:ctrbench|dotnet run -c Release --project src/Harness --) ([a-z](?:""[^""\r\n]*""|[^`#|>""\r\n])*)(?=[`#|>\r\n]|$)", RegexOptions.Multiline)]
    private static partial Regex Command();

    // A sentence that names an option gives no value for it.
    [GeneratedRegex(" --[a-z-]+$")]
    private static partial Regex NamesAnOption();

    [GeneratedRegex("^(suite|simulate|run|produce|threshold)( |$)")]
    private static partial Regex Runs();

    [GeneratedRegex("--(trace|speed|out|resume) [^ ]+")]
    private static partial Regex Files();

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchors();
}
