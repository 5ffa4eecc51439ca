using System.Globalization;
using CtrBench.Harness;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>Topics and folders of one test of the program on a real broker, removed afterwards.</summary>
internal sealed class BrokerCase(string address) : IAsyncDisposable
{
    private static int _cases;
    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;
    private readonly string _name = $"program-{Environment.ProcessId}-{Interlocked.Increment(ref _cases)}";

    public string EventsTopic => $"{_name}-events";

    public string ResultsTopic => $"{_name}-results";

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>The words that lead to this broker and these topics.</summary>
    public string Broker => $"--kafka {address} --events-topic {EventsTopic} --results-topic {ResultsTopic}";

    /// <summary>Settings of clients of the test's own.</summary>
    public KafkaSettings Settings(string? mark) => new() { BootstrapServers = address, RunMark = mark };

    /// <summary>Runs a line in this process; its broker and topics are added, and both streams come back as one.</summary>
    public async Task<(int Code, string Words)> RunAsync(string line, CancellationToken ct)
    {
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Program.RunAsync($"{line} {Broker}".Split(' '), words, TextWriter.Synchronized(words), TimeProvider.System, ct,
            name => name == "COLUMNS" ? "1000" : null);
        return (code, words.ToString());
    }

    /// <summary>Starts a line as a process of its own; its broker and topics are added.</summary>
    public ProgramProcess Start(string line) => ProgramProcess.Start($"{line} {Broker}".Split(' '));

    /// <summary>The manifest of a folder whatever its state, once it is there.</summary>
    public async Task<RunManifest> ManifestAsync(string name, CancellationToken ct)
    {
        while (!File.Exists(Path.Combine(At(name), "manifest.json"))) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        return RunFolder.Peek(At(name));
    }

    private static readonly string[] BusyMachine = ["generator-limit", "sent-differs", "fell-behind-in-warm-up", "does-not-keep-up"];

    /// <summary>
    /// The metrics of a folder that must be right: nothing unaccounted for, missing or foreign, and every traffic window as the oracle has it.
    /// A busy machine may make producers so late, or the engine so slow, that the run is invalid for that alone; it is never wrong.
    /// </summary>
    public RunMetrics RightMetrics(string name)
    {
        using var run = RunFolder.Open(At(name));
        var metrics = run.ReadMetrics()!;
        var errors = metrics.Findings.Where(f => f.Severity == Severity.Error && !BusyMachine.Contains(f.Code));
        Assert.Equal([], errors.Select(f => $"{f.Code}: {f.Text}"));
        var c = metrics.Correctness;
        Assert.Equal((0, 0, 0, 0, 0), (c.Unaccounted, c.Missing, c.Extra, c.Wrong, c.Conflicting));
        Assert.Equal((0, 0), (run.Manifest.Collector!.ForeignRecords, run.Manifest.Collector.MissingOffsets));
        Assert.Equal("kafka", run.Manifest.Transport);
        return metrics;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await KafkaRig.DeleteAsync(Settings(null), [EventsTopic, ResultsTopic]);
    }
}
