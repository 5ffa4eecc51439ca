using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>completion</c>: the script with which a shell completes verbs, options and accepted values.</summary>
internal static class CompletionCommand
{
    private static readonly IReadOnlyList<(string Name, string Script)> Shells =
        [("bash", CompletionScripts.Bash), ("zsh", CompletionScripts.Zsh), ("pwsh", CompletionScripts.Pwsh)];

    private static readonly Argument<string?> Shell = new("shell")
    {
        HelpName = "shell",
        Description = "bash, zsh or pwsh; the script says how it is installed",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { _ => Shells.Select(s => new CompletionItem(s.Name)) },
    };

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "completion",
        Summary = "Print the script with which a shell completes verbs, option names and accepted values",
        Examples = ["completion bash", "completion zsh", "completion pwsh"],
        Options = [],
        Argument = Shell,
        HasTable = false,
        Body = (line, _, _) => Task.FromResult(Report(line.GetValue(Shell))),
    };

    private static VerbReport Report(string? name)
    {
        var names = Shells.Select(s => s.Name);
        if (name is null) throw new UsageException($"name a shell: {string.Join(", ", names)}");
        if (Shells.FirstOrDefault(s => s.Name == name).Script is not { } script)
            throw new UsageException($"{name}: no such shell. Known: {string.Join(", ", names)}");
        var json = new JsonObject { ["shell"] = name, ["script"] = script };
        return new VerbReport(ExitCode.Good, json, console => console.Profile.Out.Writer.Write(script));
    }
}
