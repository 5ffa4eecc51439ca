using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>The command line as a function: arguments and writers in, exit code out. It alone writes to standard output.</summary>
internal sealed class CommandLine
{
    private static readonly Option<bool> Json =
        ValueOption.Switch("--json", "One JSON object on standard output; messages go to standard error");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly bool _outputIsTerminal;
    private readonly bool _errorIsTerminal;

    /// <summary>A command line on these writers; a terminal is recognised by the process's own standard streams.</summary>
    public CommandLine(TextWriter output, TextWriter error, TimeProvider clock)
    {
        _clock = clock;
        _outputIsTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        _errorIsTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        // Spectre recognises a terminal by its writer, and a terminal is neither full nor closed.
        _output = _outputIsTerminal ? output : StandardStreams.Answers(output);
        _error = _errorIsTerminal ? error : StandardStreams.Messages(error);
    }

    /// <summary>The verbs.</summary>
    public required IReadOnlyList<Verb> Verbs { get; init; }

    /// <summary>What runs engines; without it those verbs are refused.</summary>
    public IRunVerbs? Runs { get; init; }

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Runs one line to its end. It throws nothing: whatever goes wrong becomes an exit code and a message.</summary>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        var json = args.Contains(Json.Name);
        try
        {
            if (args.Count > 0 && args[0] == "help") args = HelpArguments(args);
            var line = Tree().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (line.Action is ParseErrorAction) throw ParseFaults.Of(line, Verbs);
            if (line.Action is not null) return await ShowAsync(line, ct);
            ParseFaults.ThrowIfOptionAsValue(line);
            var verb = Verbs.Single(v => v.Name == line.CommandResult.Command.Name);
            var report = await verb.Body(line, Session(), ct);
            await WriteAsync(report, json);
            return report.Code;
        }
        catch (Exception error)
        {
            return await WriteAsync(Faults.Of(error, ct.IsCancellationRequested), error, json);
        }
    }

    /// <summary>
    /// The library's tree of commands for the table of verbs. Commands have no action of their own: only help and version pages have.
    /// </summary>
    private RootCommand Tree()
    {
        var root = new RootCommand(
            "Know before you deploy: latency, completeness and cost of an event-time window job on Spark, on Flink or in process.")
        {
            HelpName = "ctrbench",
        };
        var help = HelpPages.Option(Verbs, _outputIsTerminal ? Math.Max(80, Console.WindowWidth) : Consoles.PlainHelpWidth);
        root.Options.Remove(root.Options.Single(o => o is HelpOption));
        root.Options.Insert(0, help);
        foreach (var verb in Verbs)
        {
            var command = new Command(verb.Name, verb.Summary);
            if (verb.Argument is { } argument) command.Add(argument);
            foreach (var option in verb.Options) command.Add(option);
            command.Add(Json);
            root.Add(command);
        }

        return root;
    }

    private IReadOnlyList<string> HelpArguments(IReadOnlyList<string> args) => args is [_, var verb, ..] && !verb.StartsWith('-')
        && Verbs.All(v => v.Name != verb) ? throw ParseFaults.NoSuchVerb(verb, Verbs) : [.. args.Skip(1), "--help"];

    private VerbSession Session()
    {
        var session = new VerbSession(_error, Display(), _clock) { Environment = Environment };
        return Runs is null ? session : session with { Runs = Runs };
    }

    private async Task<ExitCode> ShowAsync(ParseResult page, CancellationToken ct)
    {
        var writers = new InvocationConfiguration { Output = _output, Error = _error, EnableDefaultExceptionHandler = false };
        return (ExitCode)await page.InvokeAsync(writers, ct);
    }

    private IProgressDisplay Display() =>
        _errorIsTerminal ? new TerminalProgress(Consoles.On(_error, terminal: true, Environment)) : new PlainProgress(_error, _clock);

    private async Task WriteAsync(VerbReport report, bool json)
    {
        if (json) await _output.WriteLineAsync(report.Json.ToJsonString(Indented));
        else report.Print(Consoles.On(_output, _outputIsTerminal, Environment));
    }

    private async Task<ExitCode> WriteAsync(Fault fault, Exception error, bool json)
    {
        await _error.WriteLineAsync($"ctrbench: {fault.Message}");
        if (fault.Code == ExitCode.Bug) await _error.WriteLineAsync(error.ToString());
        if (!json || error is OutputException) return fault.Code;
        var answer = new JsonObject { ["kind"] = fault.Kind, ["exit_code"] = (int)fault.Code, ["message"] = fault.Message };
        if (fault.Option is { } option) answer["option"] = option;
        try
        {
            await _output.WriteLineAsync(new JsonObject { ["error"] = answer }.ToJsonString(Indented));
        }
        catch (OutputException lost)
        {
            await _error.WriteLineAsync($"ctrbench: {lost.Message}");
        }

        return fault.Code;
    }
}

/// <summary>
/// Makes consoles that draw on a given writer: with colour in a terminal unless NO_COLOR is set, as plain text elsewhere.
/// </summary>
internal static class Consoles
{
    /// <summary>The width of help that goes to a file or a pipe, columns.</summary>
    public const int PlainHelpWidth = 140;

    // Lines that go to a file or a pipe are not wrapped, so that they can be searched.
    private const int Unbroken = 100_000;

    /// <summary>A console on <paramref name="writer"/>.</summary>
    /// <param name="writer">Where it draws.</param>
    /// <param name="terminal">Whether a person sees it at once.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static IAnsiConsole On(TextWriter writer, bool terminal, Func<string, string?> environment)
    {
        var plain = !terminal || !string.IsNullOrEmpty(environment("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = Unbroken;
        return console;
    }
}
