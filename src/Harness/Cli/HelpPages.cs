using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CtrBench.Harness.Cli;

/// <summary>The help: the library's own layout, with examples after the options and exit codes on the first page.</summary>
internal static class HelpPages
{
    private const string ExitCodes = """

        Exit codes:
          0  good
          1  the run says no: invalid, a recording differs, a prediction is off
          2  misuse: the command line or an input file cannot be used
          3  setup failed: an endpoint, a folder, a full disk

        """;

    /// <summary>A help option whose page is this wide, columns.</summary>
    public static HelpOption Option(IReadOnlyList<Verb> verbs, int width) =>
        new("--help", "-h") { Action = new Page(new HelpAction { MaxWidth = width }, verbs) };

    /// <summary>The library's page, then ours. The library keeps its own layout to itself, so ours can only follow it.</summary>
    private sealed class Page(HelpAction library, IReadOnlyList<Verb> verbs) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult line)
        {
            var code = library.Invoke(line);
            var output = line.InvocationConfiguration.Output;
            var verb = verbs.FirstOrDefault(v => v.Name == line.CommandResult.Command.Name);
            output.WriteLine("Examples:");
            foreach (var example in verb?.Examples ?? ["suite", "simulate --engine continuous --traffic mmpp --producers 4", "VERB --help"])
                output.WriteLine($"  ctrbench {example}");
            if (verb is null) output.Write(ExitCodes);
            return code;
        }
    }
}
