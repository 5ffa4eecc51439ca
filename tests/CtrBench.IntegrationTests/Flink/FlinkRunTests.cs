using System.Text.Json;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Windows.Recordings;

#pragma warning disable xUnit1069 // Ct is the token that the rule wants to see

namespace CtrBench.IntegrationTests.Flink;

/// <summary>The program with a real Flink, as a user runs it.</summary>
[Collection("Flink")]
public sealed class FlinkRunTests(FlinkCluster flink)
{
    private const int LimitMs = 600_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Engine => $"--engine flink --flink-gateway {flink.Settings.Gateway} --flink-rest {flink.Settings.Rest}";

    [Fact(Timeout = LimitMs)]
    public async Task A_run_is_right_agrees_with_its_twin_and_says_what_Flink_says_of_itself()
    {
        await flink.UpAsync(inEveryGate: true);
        await using var of = new BrokerCase(flink.Kafka.BootstrapServers);
        var (code, words) = await of.RunAsync(
            $"run {Engine} --rate 400/s --producers 2 --window 1s --delay 2s --disorder 10%:500ms:1500ms --duration 15s --record {of.At("run.json")} --out {of.At("run")}", Ct);
        Assert.True(code is 0 or 1, words);
        var metrics = of.RightMetrics("run");
        using var run = RunFolder.Open(of.At("run"));
        Assert.StartsWith("flink ", run.Manifest.EngineVersion, StringComparison.Ordinal);
        var twin = run.Manifest.Twin!;
        Assert.Null(twin.NotCompared);
        Assert.Equal([], twin.Differences.Select(d => $"{d.Step}, {d.Field}: {d.Expected}, got {d.Got}"));
        Assert.True(twin.Compared > 10, $"{twin.Compared} windows");
        Assert.Contains("against the twin: ", words, StringComparison.Ordinal);
        Assert.Equal(metrics.Correctness.Stored, run.ReadExpected().Where(w => w.WindowStartMs < run.Manifest.ClosingStartMs).Sum(w => w.Rows));
        // Whoever has no Flink can hold the recording against the twin.
        var replay = TranscriptReplay.Run("run.json", await File.ReadAllBytesAsync(of.At("run.json"), Ct));
        Assert.True(replay.Verdict is ReplayVerdict.Equal or ReplayVerdict.Undetermined, $"{replay.Verdict}: {string.Join("; ", replay.Differences)}");
        var last = run.ReadProgress().Last();
        Assert.Equal("FINISHED", last.Flink!.State);
        Assert.Equal(run.Manifest.Collector!.EventsStored, last.RecordsRead);
    }

    [Fact(Timeout = LimitMs)]
    public async Task An_interrupted_run_leaves_no_job_behind()
    {
        await flink.UpAsync(inEveryGate: true);
        await using var of = new BrokerCase(flink.Kafka.BootstrapServers);
        using var program = of.Start($"run {Engine} --rate 50/s --duration 10m --out {of.At("run")}");
        var manifest = await of.ManifestAsync("run", Ct);
        while (manifest.TrafficEndMs == 0 || (await JobsAsync("RUNNING")).Count == 0)
        {
            Assert.False(program.HasEnded, "the program ended by itself");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            manifest = await of.ManifestAsync("run", Ct);
        }

        program.Interrupt();
        var (code, _, error) = await program.EndAsync(Ct);
        Assert.True(code == 130, error);
        // Partial once traffic has been sent, failed before.
        Assert.Contains((await of.ManifestAsync("run", Ct)).State, (RunState[])[RunState.Partial, RunState.Failed]);
        Assert.Empty(await JobsAsync("RUNNING", "RESTARTING", "CREATED", "INITIALIZING", "CANCELLING"));
    }

    private async Task<IReadOnlyList<string>> JobsAsync(params string[] states)
    {
        using var http = new HttpClient { BaseAddress = flink.Settings.Rest };
        using var jobs = JsonDocument.Parse(await http.GetStringAsync(new Uri("jobs/overview", UriKind.Relative), Ct));
        return [.. jobs.RootElement.GetProperty("jobs").EnumerateArray()
            .Where(job => states.Contains(job.GetProperty("state").GetString())).Select(job => job.GetProperty("name").GetString()!)];
    }
}
