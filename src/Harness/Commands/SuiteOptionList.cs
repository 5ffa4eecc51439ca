using System.CommandLine;
using System.CommandLine.Invocation;
using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Commands;

/// <summary>
/// The options of a suite as its state file keeps them: what the line said, and addresses that came from environment variables, so that a
/// resumed suite goes to the same servers. Secrets are in files and variables of their own, and are not among them.
/// </summary>
internal static class SuiteOptionList
{
    private static readonly Option[] OfOneProcess = [LiveSuiteOptions.Resume, LiveSuiteOptions.DryRun, FolderNames.Out];

    /// <summary>The options of a line.</summary>
    public static IReadOnlyList<SuiteOption> Of(ParseResult line, Func<string, string?> environment)
    {
        List<SuiteOption> options = [];
        foreach (var option in line.CommandResult.Command.Options.Where(option => !OfOneProcess.Contains(option)))
        {
            var given = line.GetResult(option) is { Implicit: false } result ? result : null;
            var variable = (option as IVariableOption)?.Variable is { } name && environment(name) is { Length: > 0 } value ? value : null;
            // Of a real engine: where there is none on the line, its variable would be refused.
            var used = given is not null || option != KafkaOptions.Kafka && variable is not null && UsesAddress(line, option);
            if (used) options.Add(new SuiteOption(option.Name, given?.TextGiven() ?? variable));
        }

        return [.. options.Where(option => option.Name != "--json")];
    }

    /// <summary>Rejects a line that says something else than the suite was begun with.</summary>
    /// <exception cref="UsageException">It does: both are shown.</exception>
    public static void ThrowIfOther(ParseResult line, IReadOnlyList<SuiteOption> begun)
    {
        foreach (var now in Of(line, _ => null))
        {
            var then = begun.FirstOrDefault(option => option.Name == now.Name);
            if (then == now) continue;
            throw new UsageException(
                now.Name, now.Value,
                $"this suite was begun {(then is null ? $"without {now.Name}" : $"with {then}")}; leave it out, or begin another suite "
                + "in a new folder");
        }
    }

    /// <summary>The line that the options make.</summary>
    /// <exception cref="RunFolderException">They cannot be used by this version.</exception>
    public static ParseResult Parse(ParseResult line, IReadOnlyList<SuiteOption> options, string folder)
    {
        string[] args =
        [
            line.CommandResult.Command.Name,
            .. options.SelectMany(option => option.Value is null ? [option.Name] : (string[])[option.Name, option.Value]),
        ];
        var parsed = line.RootCommandResult.Command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Action is not ParseErrorAction ? parsed : throw new RunFolderException(
            folder, $"an option of the suite is not one of this version: {parsed.Errors[0].Message}",
            "Continue it with the version that began it");
    }

    private static bool UsesAddress(ParseResult line, Option option) => line.Of(EngineOptions.Several)
        .Any(engine => engine.IsReal && (engine.Family == EngineFamily.Continuous ? FlinkOptions.All : SparkOptions.All).Contains(option));
}
