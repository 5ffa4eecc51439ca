using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>The whole command line in process, with bodies that keep the plan they are given instead of running it.</summary>
internal sealed partial class CliRig : IRunVerbs
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public string Output => _output.ToString().ReplaceLineEndings("\n");

    public string Error => _error.ToString().ReplaceLineEndings("\n");

    /// <summary>The plan of the last line that got as far as its body.</summary>
    public object? Plan { get; private set; }

    /// <summary>What a body throws instead of answering.</summary>
    public Exception? Failure { get; init; }

    public CancellationToken Cancellation { get; init; } = TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Environment variables; none unless said, whatever the machine has set.</summary>
    public Dictionary<string, string> Variables { get; init; } = [];

    public Task<ExitCode> RunAsync(string line) => RunAsync(Words(line));

    /// <summary>As a shell does: what stands in quotes is one word.</summary>
    public static string[] Words(string line) => [.. Word().Matches(line).Select(word => word.Value.Replace("\"", ""))];

    public async Task<ExitCode> RunAsync(string[] args)
    {
        var commandLine = new CommandLine(_output, _error, Clock) { Verbs = Program.Verbs, HelpOfTerm = "terms", Runs = this, Environment = VariableOf };
        return await commandLine.RunAsync(args, Cancellation);
    }

    /// <summary>Runs a line that must be refused, and gives the words.</summary>
    public static async Task<string> RefusalOf(string line, Dictionary<string, string>? variables = null)
    {
        var rig = new CliRig { Variables = variables ?? [] };
        Assert.Equal(ExitCode.Misuse, await rig.RunAsync(line));
        Assert.Null(rig.Plan);
        Assert.Equal("", rig.Output);
        Assert.StartsWith("ctrbench: ", rig.Error);
        return rig.Error["ctrbench: ".Length..].TrimEnd();
    }

    /// <summary>Runs a line that must reach its body, and gives the plan.</summary>
    public static async Task<T> PlanOf<T>(string line, Dictionary<string, string>? variables = null)
    {
        var rig = new CliRig { Variables = variables ?? [] };
        Assert.True(await rig.RunAsync(line) == ExitCode.Good, rig.Error);
        return Assert.IsType<T>(rig.Plan);
    }

    public Task<VerbReport> ProduceAsync(ProducePlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> RunAsync(RunPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> RunEngineAsync(EnginePlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> SimulateAsync(RunPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> CollectAsync(CollectPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> SuiteAsync(SuitePlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> SweepAsync(SweepPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> ThresholdAsync(ThresholdPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> CheckAsync(CheckPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> ValidateAsync(ValidateLivePlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> AdviseAsync(AdvisePlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> FitAsync(FitPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> SchemaAsync(SchemaPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    public Task<VerbReport> DoctorAsync(DoctorPlan plan, VerbSession session, CancellationToken ct) => Keep(plan);

    // Lines that are looked for are not broken, unless a test says how wide it is.
    private string? VariableOf(string name) => Variables.GetValueOrDefault(name) ?? (name == "COLUMNS" ? "1000" : null);

    private Task<VerbReport> Keep(object plan)
    {
        Plan = plan;
        if (Failure is not null) return Task.FromException<VerbReport>(Failure);
        return Task.FromResult(new VerbReport(ExitCode.Good, new JsonObject { ["kept"] = true }, console => console.Profile.Out.Writer.WriteLine("kept")));
    }

    [GeneratedRegex(@"(?:""[^""]*""|[^\s""])+")]
    private static partial Regex Word();
}
