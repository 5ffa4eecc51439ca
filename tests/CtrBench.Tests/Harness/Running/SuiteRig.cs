using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Report;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Running;

/// <summary>A live suite whose runs take no time and touch no engine: what it asks for is kept, and what goes wrong is decided by the test.</summary>
internal sealed class SuiteRig : ISuiteRunner, IProgress<ProgressStep>, IDisposable
{
    private readonly TemporaryFolder _temp = new();
    private readonly FakeTimeProvider _clock = new();
    private byte _ids;

    public StringWriter Error { get; } = new();

    /// <summary>Run ids in the order in which they were begun.</summary>
    public List<string> Begun { get; } = [];

    /// <summary>What was cleaned: the run, and whether its process may have been killed.</summary>
    public List<(RunPlan Run, bool Killed)> Cleaned { get; } = [];

    public List<ProgressStep> Steps { get; } = [];

    /// <summary>What suite.json held whenever the outside was called: what a process killed there leaves.</summary>
    public List<SuiteState> Snapshots { get; } = [];

    /// <summary>Throws, cancels or does nothing at the n-th begin of a run; the result is whether the run is valid.</summary>
    public Func<RunPlan, int, bool> OnRun { get; init; } = (_, _) => true;

    public string Folder => _temp.At("suite");

    public SuiteState Stored => SuiteFolder.Read(Folder);

    /// <summary>Runs of a minute by each of the engines, so often.</summary>
    public SuitePlan Plan(IReadOnlyList<EngineId> engines, int repeat, long warmUpMs = 0, SuiteState? resumed = null)
    {
        var runs =
            from seed in Enumerable.Range(1, repeat)
            from i in SuiteOrder.Row(seed - 1, engines.Count)
            let workload = new Workload { DurationMs = 60_000, Seed = (ulong)seed }
            let name = $"{engines[i]}-{seed}"
            select new RunPlan(name, engines[i], workload, new CtrQuery(), null, Path.Combine(Folder, name))
            {
                Broker = new BrokerPlan("broker:9092", null, "events", "results", false),
            };
        return new SuitePlan([.. runs], Folder) { Live = new LiveSuite(warmUpMs, [new SuiteOption("--repeat", $"{repeat}")], resumed) };
    }

    public Task<SuiteState> MakeAsync(SuitePlan plan) => MakeUntilAsync(plan, TestContext.Current.CancellationToken);

    /// <summary>The same, with a Ctrl-C of the test's own.</summary>
    public async Task<SuiteState> MakeUntilAsync(SuitePlan plan, CancellationToken ct)
    {
        using var folder = SuiteFolder.Open(Folder);
        return await new LiveSuiteRun(plan, folder, this, _clock, Error) { NewId = () => new Guid(++_ids, 0, 0, new byte[8]) }.RunAsync(this, ct);
    }

    /// <summary>Makes the folder look as it did when a process was killed.</summary>
    public void PutBack(SuiteState state)
    {
        using var folder = SuiteFolder.Open(Folder);
        folder.Write(state);
        foreach (var entry in state.Runs.Where(run => run.State is SuiteRunState.Running or SuiteRunState.Complete))
            Directory.CreateDirectory(Path.Combine(Folder, entry.RunId));
    }

    public Task<RunMetrics> RunAsync(RunPlan run, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        Snapshots.Add(Stored);
        Begun.Add(run.RunId);
        Directory.CreateDirectory(run.Folder);
        _clock.Advance(TimeSpan.FromSeconds(50));
        progress.Report(new ProgressStep(run.RunId, 1, 2, "halfway"));
        var valid = OnRun(run, Begun.Count(id => id == run.RunId));
        ct.ThrowIfCancellationRequested();
        _clock.Advance(TimeSpan.FromSeconds(50));
        return Task.FromResult(new FakeRuns().Run(run.Engine, TrafficKind.Spp, 1).Metrics with { Valid = valid });
    }

    public Task CleanAsync(RunPlan run, bool killed, CancellationToken ct)
    {
        Snapshots.Add(Stored);
        Cleaned.Add((run, killed));
        return Task.CompletedTask;
    }

    public void Report(ProgressStep value) => Steps.Add(value);

    public void Dispose() => _temp.Dispose();
}
