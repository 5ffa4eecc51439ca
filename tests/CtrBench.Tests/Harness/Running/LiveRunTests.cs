using CtrBench.Engines;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

/// <summary>Whole live runs on the system's clock, some seconds each.</summary>
public sealed class LiveRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_twins_run_side_by_side_to_complete_folders_whose_results_are_the_oracles()
    {
        var codes = await Task.WhenAll(
            RunAsync($"{Line(EngineId.MicroBatch, "micro")} --duration 2s --trigger 200ms", new StringWriter(), Ct),
            RunAsync($"{Line(EngineId.Continuous, "continuous")} --duration 2s --tick 100ms", new StringWriter(), Ct));
        // A busy machine may make producers so late that a run is invalid; it is never incomplete or wrong.
        Assert.All(codes, code => Assert.True(code is (int)ExitCode.Good or (int)ExitCode.RunSaysNo, $"exit code {code}"));
        foreach (var name in (string[])["micro", "continuous"])
        {
            using var run = RunFolder.Open(_folder.At(name));
            var closingMs = run.Manifest.ClosingStartMs;
            var expected = run.ReadExpected().Where(w => w.WindowStartMs < closingMs).Select(w => (w.WindowStartMs, w.Views, w.Clicks, w.MaxProducerTimestampNs)).ToList();
            Assert.Equal(expected, run.ReadResults().Where(r => r.WindowStartMs < closingMs).Select(r => (r.WindowStartMs, r.Views, r.Clicks, r.MaxProducerTimestampNs)));
            Assert.True(expected.Count >= 2);
            var correctness = run.ReadMetrics()!.Correctness;
            Assert.Equal((0, 0, 0), (correctness.Unaccounted, correctness.Missing, correctness.LateDropped));
            Assert.Equal(expected.Sum(w => w.Views + w.Clicks), correctness.Stored);
            var producers = run.ReadProducer()!.Producers;
            Assert.Equal(run.Manifest.Collector!.EventsStored, producers.Sum(p => p.Sent));
            Assert.All(producers, p => Assert.Equal((p.Intended, 0), (p.Sent, p.Failed)));
            Assert.Equal(
                ["expected.jsonl", "late.csv", "manifest.json", "metrics.json", "producer.json", "progress.jsonl", "results.csv", "watermarks.csv"],
                FilesIn(name));
            Assert.Equal((0, 0), (run.Manifest.LateRows!.Rows, run.ReadLate().Count()));
            Assert.Contains(run.ReadWatermarks(), step => step.Basis.Partition >= 0);
        }
    }

    [Fact]
    public async Task An_engine_that_fails_ends_the_run_with_its_error_and_stops_the_producers()
    {
        var failure = new IOException("the engine has lost its broker");
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => ExecuteAsync(new EndingEngine(failure))));
        AssertStopped(failure.Message);
    }

    [Fact]
    public async Task An_engine_that_ends_too_early_ends_the_run()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ExecuteAsync(new EndingEngine(failure: null)));
        AssertStopped(error.Message);
    }

    [Fact]
    public async Task An_engine_that_would_end_before_the_first_event_is_refused_before_anything_is_written()
    {
        using var error = new StringWriter();
        Assert.Equal((int)ExitCode.Misuse, await RunAsync($"{Line(EngineId.MicroBatch, "run")} --duration 2s --available-now", error, Ct));
        Assert.Contains("--available-now", error.ToString());
        Assert.False(Directory.Exists(_folder.At("run")));
    }

    private static Task<int> RunAsync(string line, TextWriter error, CancellationToken ct) =>
        Program.RunAsync(line.Split(' '), TextWriter.Null, error, TimeProvider.System, ct);

    private string Line(EngineId engine, string folder) => $"run --engine {engine} --rate 500/s --window 1s --delay 1s --out {_folder.At(folder)}";

    private string[] FilesIn(string name) => [.. Directory.EnumerateFileSystemEntries(_folder.At(name)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private Task ExecuteAsync(IStreamEngine engine)
    {
        var plan = new RunPlan("run", EngineId.Continuous, new Workload { EventsPerSecond = 100, Producers = 2 }, new CtrQuery { WindowMs = 1_000 }, null, _folder.At("run"));
        var progress = new PlainProgress(TextWriter.Null, TimeProvider.System);
        return new LiveRun(plan, engine, TimeProvider.System).ExecuteAsync(new VerbSession(TextWriter.Null, progress, TimeProvider.System), progress, Ct);
    }

    // Producers that were not stopped would go on for ten minutes, and there would be no report of theirs.
    private void AssertStopped(string reason)
    {
        Assert.Equal(["expected.jsonl", "manifest.json", "producer.json", "progress.jsonl", "results.csv", "watermarks.csv"], FilesIn("run"));
        var manifest = RunJsonFile.Read<RunManifest>(Path.Combine(_folder.At("run"), "manifest.json"));
        Assert.Equal((RunState.Failed, reason), (manifest.State, manifest.FailureReason));
        Assert.InRange(RunJsonFile.Read<ProducerReport>(Path.Combine(_folder.At("run"), "producer.json")).Producers.Sum(p => p.Intended), 1, 50_000);
    }
}
