using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Running;

/// <summary>Beside <see cref="LiveRunTests"/>, so that both can take their seconds at once.</summary>
public sealed class InterruptedLiveRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_interrupted_run_keeps_what_it_had_says_so_and_is_not_written_over()
    {
        var path = _folder.At("run");
        var line = $"run --engine continuous --rate 500/s --window 1s --delay 1s --duration 10m --out {path}";
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var error = new InterruptingWriter(IsUnderWay, interrupt);
        Assert.Equal((int)ExitCode.Interrupted, await RunAsync(line, error, interrupt.Token));
        var files = Directory.EnumerateFileSystemEntries(path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
        Assert.Equal(["expected.jsonl", "late.csv", "manifest.json", "producer.json", "progress.jsonl", "results.csv", "watermarks.csv"], files);
        var manifest = RunJsonFile.Read<RunManifest>(Path.Combine(path, "manifest.json"));
        Assert.Equal((RunState.Partial, null), (manifest.State, manifest.FailureReason));
        Assert.Contains("marked as partial", error.ToString());
        Assert.InRange(manifest.TrafficEndMs, manifest.StartMs, manifest.StartMs + 599_999);
        var stored = RunLines.Read<ExpectedWindow>(Path.Combine(path, "expected.jsonl")).Sum(w => w.Rows);
        Assert.Equal(stored, RunJsonFile.Read<ProducerReport>(Path.Combine(path, "producer.json")).Producers.Sum(p => p.Sent));
        Assert.True(stored > 0);

        using var analyzed = new StringWriter();
        await Program.RunAsync(["analyze", path], analyzed, analyzed, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Contains("warning partial: The run was stopped by Ctrl-C after ", analyzed.ToString());
        Assert.Contains("0 unaccounted", string.Join(' ', analyzed.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

        using var refusal = new StringWriter();
        Assert.Equal((int)ExitCode.Misuse, await RunAsync(line, refusal, TestContext.Current.CancellationToken));
        Assert.Contains("already contains a run", refusal.ToString());
        Assert.Equal(manifest.StartMs, RunJsonFile.Read<RunManifest>(Path.Combine(path, "manifest.json")).StartMs);
    }

    private static bool IsUnderWay(string words) =>
        words.Contains(" events read", StringComparison.Ordinal) && !words.Contains(" 0 events read", StringComparison.Ordinal);

    private static Task<int> RunAsync(string line, TextWriter error, CancellationToken ct) =>
        Program.RunAsync(line.Split(' '), TextWriter.Null, error, TimeProvider.System, ct);
}
