using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

/// <summary>Simulations that are long, and simulations that are interrupted.</summary>
public sealed class InterruptedSimulationTests : IDisposable
{
    private const long DayMs = 86_400_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("microbatch")]
    [InlineData("continuous")]
    public async Task An_interrupted_simulation_is_a_partial_run_that_can_be_analyzed(string engine)
    {
        using var interrupt = new CancellationTokenSource();
        var error = new StringWriter();
        var path = _folder.At(engine);
        // A year of traffic: without the interrupt it would not end.
        var workload = new Workload { EventsPerSecond = 20, DurationMs = 365 * DayMs, StartMs = 1_700_000_000_000 };
        var progress = new Interrupting(interrupt);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(engine, path, workload, new CtrQuery(), error, progress, interrupt.Token));
        Assert.Contains("marked as partial", error.ToString());
        var manifest = RunFolder.Peek(path);
        Assert.Equal(RunState.Partial, manifest.State);
        Assert.InRange(manifest.TrafficEndMs - manifest.StartMs, 3_600_000, 2 * DayMs);
        var metrics = AnalyzeRun.In(path);
        Assert.Contains(metrics.Findings, finding => finding.Code == "partial");
        Assert.DoesNotContain(metrics.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal(0, metrics.Correctness.Missing);
        Assert.True(metrics.Windows.EndMs.Count > 100);
    }

    [Fact]
    public async Task Interrupted_before_the_first_event_it_is_no_run()
    {
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();
        var path = _folder.At("none");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            "microbatch", path, new Workload { StartMs = 1_700_000_000_000 }, new CtrQuery(), TextWriter.Null, new Interrupting(interrupt),
            interrupt.Token));
        Assert.Equal((RunState.Failed, "interrupted"), (RunFolder.Peek(path).State, RunFolder.Peek(path).FailureReason));
    }

    // The time between the traffic and the end of a long delay costs nothing: neither events nor polls nor ticks.
    [Theory]
    [InlineData("microbatch", 0)]
    [InlineData("microbatch", 1_000)]
    [InlineData("continuous", 0)]
    [InlineData("continuous", 60_000)]
    public async Task A_delay_of_a_century_takes_no_longer_than_one_of_minutes(string engine, long triggerOrIdleMs)
    {
        var path = _folder.At($"{engine}{triggerOrIdleMs}");
        var workload = new Workload { EventsPerSecond = 50, DurationMs = 120_000, StartMs = 1_700_000_000_000 };
        var query = new CtrQuery
        {
            WindowMs = 1_000,
            WatermarkDelayMs = 36_500 * DayMs,
            MicroBatch = new() { TriggerIntervalMs = triggerOrIdleMs },
            Continuous = new() { IdleTimeoutMs = triggerOrIdleMs },
        };
        var steps = new Interrupting(null);
        await RunAsync(engine, path, workload, query, TextWriter.Null, steps, TestContext.Current.CancellationToken);
        var metrics = AnalyzeRun.In(path);
        Assert.Equal((0, 0), (metrics.Correctness.Missing, metrics.Correctness.Wrong));
        Assert.Equal(120, metrics.Correctness.ExpectedWindows);
        Assert.All(RunLines.Read<ExpectedWindow>(Path.Combine(path, "expected.jsonl")).Chunk(1_000).Skip(1), _ => Assert.Fail("too many windows"));
    }

    private static Task<long> RunAsync(
        string engine, string path, Workload workload, CtrQuery query, TextWriter error, Interrupting progress, CancellationToken ct)
    {
        var id = engine == "microbatch" ? EngineId.MicroBatch : EngineId.Continuous;
        var plan = new RunPlan(FolderNames.RunName(engine, workload), id, workload, query, null, path);
        var session = new VerbSession(error, new PlainProgress(TextWriter.Null, TimeProvider.System), TimeProvider.System);
        return new SimulatedRun(plan, ShippedProfiles.Of(id)).ExecuteAsync(session, progress, ct);
    }

    // A year is shown in steps of some hours: the second one is the interrupt.
    private sealed class Interrupting(CancellationTokenSource? interrupt) : IProgress<ProgressStep>
    {
        private int _steps;

        public void Report(ProgressStep value)
        {
            if (++_steps == 3) interrupt?.Cancel();
        }
    }
}
