using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.ComponentModel;
using System.Reflection;

namespace CtrBench.Harness.Cli;

/// <summary>The help: the library's own layout, with examples and exit codes after the options.</summary>
internal static class HelpPages
{
    /// <summary>A help option whose page is this wide, columns.</summary>
    public static HelpOption Option(IReadOnlyList<Verb> verbs, int width) =>
        new("--help", "-h") { Action = new Page(new HelpAction { MaxWidth = width }, verbs, width) };

    /// <summary>Every exit code with its meaning.</summary>
    public static IEnumerable<(int Code, string Meaning)> ExitCodes =>
        Enum.GetValues<ExitCode>().Select(code => ((int)code,
            typeof(ExitCode).GetField(code.ToString())!.GetCustomAttribute<DescriptionAttribute>()!.Description));

    private static void WriteExitCodes(TextWriter output, int width)
    {
        output.WriteLine();
        output.WriteLine("Exit codes:");
        var lines = new WholeWordsWriter(output, width);
        foreach (var (code, meaning) in ExitCodes) lines.WriteLine(FormattableString.Invariant($"  {code,3}  {meaning}"));
    }

    /// <summary>The library's page, then ours. The library keeps its own layout to itself, so ours can only follow it.</summary>
    private sealed class Page(HelpAction library, IReadOnlyList<Verb> verbs, int width) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult line)
        {
            var code = library.Invoke(line);
            var output = line.InvocationConfiguration.Output;
            var verb = verbs.FirstOrDefault(v => v.Name == line.CommandResult.Command.Name);
            output.WriteLine("Examples:");
            var lines = new WholeWordsWriter(output, width);
            foreach (var example in verb?.Examples ?? ["suite", "simulate --engine continuous --traffic mmpp --producers 4", "VERB --help"])
                lines.WriteLine($"  ctrbench {example}");
            WriteExitCodes(output, width);
            return code;
        }
    }
}
