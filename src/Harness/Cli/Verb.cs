using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Plans;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>One verb of the command line.</summary>
internal sealed record Verb
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Lines to try, for its help.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Its options, without those that every verb has.</summary>
    public required IReadOnlyList<Option> Options { get; init; }

    /// <summary>What it takes besides options; null for nothing.</summary>
    public Argument? Argument { get; init; }

    /// <summary>Whether its answer can be had as Markdown and as CSV.</summary>
    public bool HasTable { get; init; } = true;

    /// <summary>What it does with a line that could be cut into its options.</summary>
    public required Func<ParseResult, VerbSession, CancellationToken, Task<VerbReport>> Body { get; init; }
}

/// <summary>
/// The result of a verb. One of its forms is written to standard output, so that --json is never mixed with text.
/// </summary>
/// <param name="Code">The exit code.</param>
/// <param name="Json">The answer for machines: snake_case names.</param>
/// <param name="Print">The answer for people.</param>
internal sealed record VerbReport(ExitCode Code, JsonObject Json, Action<IAnsiConsole> Print)
{
    /// <summary>The rows of the answer as CSV; null for the first list of objects in the JSON, or the JSON as one row.</summary>
    public IReadOnlyList<JsonObject>? Rows { get; init; }
}

/// <summary>
/// What a verb's body may use of the outside while it works. Standard output is not among it: a verb answers with its report.
/// </summary>
/// <param name="Error">Standard error, for messages.</param>
/// <param name="Progress">Where long work shows its progress.</param>
/// <param name="Clock">The clock.</param>
internal sealed record VerbSession(TextWriter Error, IProgressDisplay Progress, TimeProvider Clock)
{
    private readonly IRunVerbs? _runs;

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Where traces come from.</summary>
    public TraceInput Traces { get; init; } = new(Console.OpenStandardInput);

    /// <summary>Whether the answer shows every run of several.</summary>
    public bool Verbose { get; init; }

    /// <summary>What runs engines and moves events.</summary>
    /// <exception cref="UsageException">This build has none.</exception>
    public IRunVerbs Runs
    {
        get => _runs ?? throw new UsageException("this build runs no engines; use analyze and plot on existing run folders");
        init => _runs = value;
    }
}

/// <summary>
/// What the verbs do once the line is read: everything that runs an engine or moves events. Plans are complete and checked; folders
/// named in them do not exist or are empty. A body that is cancelled marks its folder as failed before it lets the cancellation
/// through.
/// </summary>
internal interface IRunVerbs
{
    /// <summary>Sends traffic into a topic and reports how well the schedule was kept.</summary>
    Task<VerbReport> ProduceAsync(ProducePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>One live run.</summary>
    Task<VerbReport> RunAsync(RunPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>An engine alone, until interrupted: that ends it cleanly and is not an error.</summary>
    Task<VerbReport> RunEngineAsync(EnginePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>One run in virtual time.</summary>
    Task<VerbReport> SimulateAsync(RunPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Collects both topics into a folder, until interrupted: that ends it cleanly and is not an error.</summary>
    Task<VerbReport> CollectAsync(CollectPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>The whole evaluation.</summary>
    Task<VerbReport> SuiteAsync(SuitePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>The runs of one line with lists as values, or several seeds.</summary>
    Task<VerbReport> SweepAsync(SweepPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Looks for the highest rate that an engine sustains.</summary>
    Task<VerbReport> ThresholdAsync(ThresholdPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Runs an experiment and holds it to its thresholds.</summary>
    Task<VerbReport> CheckAsync(CheckPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Holds a real engine against its twin, live.</summary>
    Task<VerbReport> ValidateAsync(ValidateLivePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Advice on watermark delay and trigger from a trace.</summary>
    Task<VerbReport> AdviseAsync(AdvisePlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Options of a workload that is like a trace.</summary>
    Task<VerbReport> FitAsync(FitPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Looks at the records of a topic and proposes the mapping of their fields.</summary>
    Task<VerbReport> SchemaAsync(SchemaPlan plan, VerbSession session, CancellationToken ct);

    /// <summary>Looks which endpoints answer.</summary>
    Task<VerbReport> DoctorAsync(DoctorPlan plan, VerbSession session, CancellationToken ct);
}
