using System.Text.RegularExpressions;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Windows.Recordings;

#pragma warning disable xUnit1069 // Ct is the token that the rule wants to see

namespace CtrBench.IntegrationTests.Spark;

/// <summary>The program with a real Spark, as a user runs it.</summary>
[Collection("Spark")]
public sealed partial class SparkRunTests(KafkaBroker broker, SparkServer spark)
{
    private const int LimitMs = 600_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMs)]
    public async Task A_run_is_right_and_every_batch_is_the_twins()
    {
        var server = await spark.AddressAsync(inEveryGate: true);
        await using var of = new BrokerCase(await broker.AddressAsync());
        var (code, words) = await of.RunAsync(
            $"run --engine spark --spark {server} --trigger 500ms --rate 400/s --producers 2 --window 1s --delay 2s --disorder 10%:500ms:1500ms "
            + $"--very-late 1% --duration 20s --record {of.At("run.json")} --out {of.At("run")}", Ct);
        Assert.True(code is 0 or 1, words);
        of.RightMetrics("run");
        using var run = RunFolder.Open(of.At("run"));
        Assert.StartsWith("spark ", run.Manifest.EngineVersion, StringComparison.Ordinal);
        var twin = run.Manifest.Twin!;
        Assert.Null(twin.NotCompared);
        Assert.Equal([], twin.Differences.Select(d => $"{d.Step}, {d.Field}: {d.Expected}, got {d.Got}"));
        var batches = run.ReadProgress().Count(entry => entry.Batch is not null);
        // A busy machine runs fewer and larger ones.
        Assert.True(batches >= 3 && twin.Compared >= batches, $"{batches} batches, {twin.Compared} compared");
        Assert.Contains("against the twin: ", words, StringComparison.Ordinal);
        // Whoever has no Spark can hold the recording against the twin.
        var replay = TranscriptReplay.Run("run.json", await File.ReadAllBytesAsync(of.At("run.json"), Ct));
        Assert.True(replay.Verdict == ReplayVerdict.Equal, $"{replay.Verdict}: {string.Join("; ", replay.Differences)} {replay.Error}");
    }

    [Fact(Timeout = LimitMs)]
    public async Task An_interrupted_run_leaves_no_checkpoint_behind()
    {
        var server = await spark.AddressAsync(inEveryGate: true);
        await using var of = new BrokerCase(await broker.AddressAsync());
        using var program = of.Start($"run --engine spark --spark {server} --rate 50/s --duration 10m --out {of.At("run")}");
        var manifest = await of.ManifestAsync("run", Ct);
        // The manifest is written anew with the start of the traffic, once the engine is ready.
        var first = manifest.StartMs;
        while (manifest.StartMs == first)
        {
            Assert.False(program.HasEnded, "the program ended by itself");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            manifest = await of.ManifestAsync("run", Ct);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        program.Interrupt();
        var (code, _, error) = await program.EndAsync(Ct);
        Assert.True(code == 130, error);
        Assert.Equal(RunState.Partial, (await of.ManifestAsync("run", Ct)).State);
        var checkpoint = Checkpoint().Match(error);
        Assert.True(checkpoint.Success, error);
        Assert.False(Directory.Exists(checkpoint.Groups[1].Value), error);
    }

    [GeneratedRegex(@"checkpoint file:(/\S+)")]
    private static partial Regex Checkpoint();
}
