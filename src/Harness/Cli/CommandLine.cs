using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Cli;

/// <summary>The command line as a function: arguments and writers in, exit code out. It alone writes to standard output.</summary>
internal sealed class CommandLine
{
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

    /// <summary>The verb that explains terms, to which <c>help TERM</c> leads; null for none.</summary>
    public string? HelpOfTerm { get; init; }

    /// <summary>What runs engines; without it those verbs are refused.</summary>
    public IRunVerbs? Runs { get; init; }

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Runs one line to its end. It throws nothing: whatever goes wrong becomes an exit code and a message.</summary>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        var json = OutputOptions.AskForJson(args);
        var verbose = args.Contains(OutputOptions.Verbose.Name);
        try
        {
            if (args.Count > 0 && args[0] == "help") args = HelpArguments(args);
            var line = Tree().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (line.Action is ParseErrorAction) throw ParseFaults.Of(line, Verbs);
            if (line.Action is not null) return await ShowAsync(line, ct);
            ParseFaults.ThrowIfOptionAsValue(line);
            var verb = Verbs.Single(v => v.Name == line.CommandResult.Command.Name);
            var form = OutputOptions.Read(line, verb);
            var session = Session(line);
            var started = _clock.GetTimestamp();
            var report = await verb.Body(line, session, ct);
            await WriteAsync(report, form, session.Environment);
            if (verbose) await session.Error.WriteLineAsync(Took(_clock.GetElapsedTime(started)));
            return report.Code;
        }
        catch (Exception error)
        {
            return await WriteAsync(Faults.Of(error, ct.IsCancellationRequested), error, json, verbose);
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
        var help = HelpPages.Option(Verbs, Consoles.WidthOf(_outputIsTerminal, Environment));
        root.Options.Remove(root.Options.Single(o => o is HelpOption));
        root.Options.Insert(0, help);
        foreach (var verb in Verbs)
        {
            var command = new Command(verb.Name, verb.Summary);
            if (verb.Argument is { } argument) command.Add(argument);
            foreach (var option in verb.Options) command.Add(option);
            foreach (var option in OutputOptions.Of(verb)) command.Add(option);
            root.Add(command);
        }

        return root;
    }

    private IReadOnlyList<string> HelpArguments(IReadOnlyList<string> args)
    {
        if (args is not [_, var word, ..] || word.StartsWith('-') || Verbs.Any(v => v.Name == word)) return [.. args.Skip(1), "--help"];
        // No verb, but a word of the answers.
        var term = args.Skip(1).TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal));
        return HelpOfTerm is { } verb && TermMeanings.Find(string.Concat(term)) is not null
            ? [verb, .. args.Skip(1)]
            : throw ParseFaults.NoSuchVerb(word, Verbs);
    }

    private VerbSession Session(ParseResult line)
    {
        var (quiet, verbose) = (line.GetValue(OutputOptions.Quiet), line.GetValue(OutputOptions.Verbose));
        var plain = line.GetValue(OutputOptions.NoColor);
        Func<string, string?> environment = plain ? name => name == Consoles.NoColor ? "1" : Environment(name) : Environment;
        var progress = quiet ? new NoProgress() : Display(environment, verbose);
        var session = new VerbSession(quiet ? TextWriter.Null : Messages(), progress, _clock)
        {
            Environment = environment,
            Verbose = verbose,
        };
        return Runs is null ? session : session with { Runs = Runs };
    }

    private async Task<ExitCode> ShowAsync(ParseResult page, CancellationToken ct)
    {
        var writers = new InvocationConfiguration { Output = _output, Error = _error, EnableDefaultExceptionHandler = false };
        return (ExitCode)await page.InvokeAsync(writers, ct);
    }

    private IProgressDisplay Display(Func<string, string?> environment, bool verbose) => _errorIsTerminal
        ? new TerminalProgress(Consoles.On(_error, terminal: true, environment))
        : new PlainProgress(_error, _clock, verbose ? TimeSpan.FromSeconds(1) : null);

    // A terminal cuts words where its line ends. What goes to a file is not wrapped, so that it can be searched line by line.
    private TextWriter Messages() =>
        _errorIsTerminal ? new WholeWordsWriter(_error, Consoles.WidthOf(terminal: true, Environment)) : _error;

    private async Task WriteAsync(VerbReport report, OutputForm form, Func<string, string?> environment)
    {
        switch (form)
        {
            case OutputForm.Json:
                await _output.WriteLineAsync(report.Json.ToJsonString(Indented));
                break;
            case OutputForm.Csv:
                CsvForm.Write(_output, report);
                break;
            case OutputForm.Markdown:
                report.Print(Consoles.Markdown(_output));
                break;
            default:
                report.Print(Consoles.On(_output, _outputIsTerminal, environment));
                break;
        }
    }

    private static string Took(TimeSpan time) => FormattableString.Invariant($"took {time.TotalSeconds:0.0} s");

    private async Task<ExitCode> WriteAsync(Fault fault, Exception error, bool json, bool verbose)
    {
        var messages = Messages();
        await messages.WriteLineAsync($"ctrbench: {fault.Message}");
        if (fault.Code == ExitCode.Bug) await _error.WriteLineAsync(error.ToString());
        for (var cause = error.InnerException; verbose && fault.Code != ExitCode.Bug && cause is not null; cause = cause.InnerException)
            await messages.WriteLineAsync($"  because of {cause.GetType().Name}: {cause.Message}");
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
