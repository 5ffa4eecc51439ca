using System.Runtime.InteropServices;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;

namespace CtrBench.Harness;

/// <summary>The program: a table of verbs.</summary>
internal static class Program
{
#pragma warning disable RS0030 // the composition root: everything else is given this clock
    private static readonly TimeProvider Clock = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>All verbs, in the order of the help.</summary>
    public static readonly IReadOnlyList<Verb> Verbs =
    [
        AdviseCommand.Verb, FitCommand.Verb, SuiteCommand.Verb, SimulateCommand.Verb, RunCommand.Verb, ProduceCommand.Verb,
        CollectCommand.Verb, AnalyzeCommand.Verb, PlotCommand.Verb, CompareCommand.Verb, ExplainCommand.Verb, ThresholdCommand.Verb,
        CheckCommand.Verb, RunsCommand.Verb, OpenCommand.Verb, ValidateCommand.Verb, SchemaCommand.Verb, DoctorCommand.Verb,
        TermsCommand.Verb, CompletionCommand.Verb,
    ];

    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(500);
    private static long _firstSignal;

    private static async Task<int> Main(string[] args)
    {
        InterruptSignal.Hear();
        using var cancel = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, cancel));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, cancel));
        return await RunAsync(
            args, StandardStreams.Output, StandardStreams.Error, Clock, cancel.Token, Environment.GetEnvironmentVariable);
    }

    /// <summary>The program without its process: one line in, text out, exit code back. No variables are set unless given.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken ct,
        Func<string, string?>? environment = null)
    {
        var line = new CommandLine(output, error, clock)
        {
            Verbs = Verbs,
            HelpOfTerm = TermsCommand.Name,
            Runs = new RunVerbs(),
            Environment = environment ?? (_ => null),
        };
        return (int)await line.RunAsync(args, ct);
    }

    /// <summary>
    /// The first signal asks the run to end cleanly; a second one ends the process, unless it comes with the first: timeout(1) sends its
    /// signal to the process and again to its group.
    /// </summary>
    private static void Stop(PosixSignalContext signal, CancellationTokenSource cancel)
    {
        var now = Clock.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _firstSignal, now, 0);
        signal.Cancel = first == 0 || Clock.GetElapsedTime(first, now) < Together;
        cancel.Cancel();
    }
}
