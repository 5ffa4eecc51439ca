using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows;
using CtrBench.Windows.Semantics;

#pragma warning disable xUnit1069 // Ct is the token that the rule wants to see

namespace CtrBench.IntegrationTests.Spark;

/// <summary>What breaks on the way, on a real Spark: nothing is lost, and the user reads what happened.</summary>
[Collection("Spark")]
public sealed class SparkFaultTests(KafkaBroker broker, SparkServer spark)
{
    private static readonly CtrQuery Query = new() { WindowMs = 1_000, WatermarkDelayMs = 2_000, MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 0 } };

    // More than any of them needs on a machine with a dozen other jobs.
    private const int LimitMs = 600_000;

    private static int _runs;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMs)]
    public async Task A_client_that_comes_back_goes_on_from_the_checkpoint_and_nothing_is_lost()
    {
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        var endpoints = rig.Endpoints with { CheckpointFolder = await spark.CheckpointFolderAsync() };
        var engine = new SparkConnectEngine(await spark.AddressAsync(), settings: new SparkConnectSettings { PollIntervalMs = 100 });
        await rig.SendAsync(Rows(0, 400));
        var first = await engine.StartAsync(Query, endpoints, Ct);
        await rig.UntilAsync(first, p => p.RecordsRead == 400);
        // At once, in the middle of whatever runs: as a Ctrl-C does it.
        await first.DisposeAsync();
        await rig.SendAsync(Rows(400, 400));
        await using var second = await engine.StartAsync(Query, endpoints, Ct);
        await second.StopAsync(drain: true, Ct);
        await AssertNothingLostAsync(rig);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_server_that_is_killed_ends_the_run_in_words_and_a_new_start_goes_on_from_the_checkpoint()
    {
        var address = await spark.AddressForFaultsAsync();
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        var endpoints = rig.Endpoints with { CheckpointFolder = await spark.CheckpointFolderAsync() };
        var engine = new SparkConnectEngine(address, settings: new SparkConnectSettings { PollIntervalMs = 100 });
        await rig.SendAsync(Rows(0, 400));
        var first = await engine.StartAsync(Query, endpoints, Ct);
        await rig.UntilAsync(first, p => p.RecordsRead == 400);
        await spark.KillAsync();
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => first.Completion.WaitAsync(Ct));
        Assert.Contains("no longer answers", error.Message);
        await first.DisposeAsync();
        var absent = await Assert.ThrowsAsync<EngineSetupException>(() => engine.StartAsync(Query, endpoints, Ct));
        Assert.Contains("does not answer", absent.Message);
        await spark.StartAgainAsync();
        await rig.SendAsync(Rows(400, 400));
        await using var second = await engine.StartAsync(Query, endpoints, Ct);
        await second.StopAsync(drain: true, Ct);
        await AssertNothingLostAsync(rig);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_broker_that_is_away_for_20_s_loses_nothing_and_doubles_nothing()
    {
        await broker.AddressForFaultsAsync();
        var address = await spark.AddressAsync();
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        await using var running = await new SparkConnectEngine(address, settings: new SparkConnectSettings { PollIntervalMs = 100 }).StartAsync(Query, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(0, 400));
        await rig.UntilAsync(running, p => p.RecordsRead == 400);
        await broker.PauseAsync();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
        }
        finally
        {
            await broker.ResumeAsync();
        }

        await rig.SendAsync(Rows(400, 400));
        await running.StopAsync(drain: true, Ct);
        Assert.Equal(800, running.Progress.RecordsRead);
        Assert.Equal(await AssertNothingLostAsync(rig), running.Progress.ResultsWritten);
        Assert.Equal(running.Progress.ResultsWritten, rig.ReceiveRest().Count);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_second_query_on_the_same_checkpoint_is_refused_and_the_first_lives()
    {
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        var endpoints = rig.Endpoints with { CheckpointFolder = await spark.CheckpointFolderAsync() };
        var engine = new SparkConnectEngine(await spark.AddressAsync(), settings: new SparkConnectSettings { PollIntervalMs = 100 });
        await using var first = await engine.StartAsync(Query, endpoints, Ct);
        await Assert.ThrowsAsync<EngineSetupException>(() => engine.StartAsync(Query, endpoints, Ct));
        await rig.SendAsync(Rows(0, 10));
        await rig.UntilAsync(first, p => p.RecordsRead == 10);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_broker_that_spark_cannot_reach_is_told()
    {
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        var settings = new SparkConnectSettings { PollIntervalMs = 100, StartLimitMs = 15_000, KafkaBootstrapServers = "127.0.0.1:9" };
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => StartAsync(settings));
        Assert.Contains("127.0.0.1:9", error.Message);

        async Task StartAsync(SparkConnectSettings own) => await new SparkConnectEngine(await spark.AddressAsync(), settings: own).StartAsync(Query, rig.Endpoints, Ct);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_record_that_kills_the_query_is_told_in_sparks_words()
    {
        var (transport, rig) = await RigAsync();
        await using var _ = transport;
        await using var __ = rig;
        var engine = new SparkConnectEngine(await spark.AddressAsync(), settings: new SparkConnectSettings { PollIntervalMs = 100 });
        await using var bounded = await engine.StartAsync(Query, rig.Endpoints, Ct);
        await using var open = await engine.StartAsync(Query with { BoundEventTime = false }, rig.Endpoints, Ct);
        await rig.SendAsync(new TestRow(0, 1_000), new TestRow(1, long.MaxValue));
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => open.Completion.WaitAsync(Ct));
        Assert.Contains("overflow", error.Message);
        await rig.UntilAsync(bounded, p => p.RecordsRead == 2);
        await bounded.StopAsync(drain: true, Ct);
    }

    private static IEnumerable<TestRow> Rows(int from, int count) =>
        Enumerable.Range(from, count).Select(i => new TestRow(i % 2, 1_700_000_000_000 + i * 20L, i % 5 == 0, $"ad-{i % 3}"));

    private async Task<(KafkaTransport Transport, EngineRig Rig)> RigAsync()
    {
        var transport = new KafkaTransport(new() { BootstrapServers = await broker.AddressAsync(), RunMark = "faults" }, TimeProvider.System);
        return (transport, await EngineRig.CreateAsync(transport, $"faults-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}", Ct));
    }

    // At least once: what a batch that ran again wrote twice is the same both times.
    private static async Task<int> AssertNothingLostAsync(EngineRig rig)
    {
        var last = rig.Rows.Max(r => r.EventTimeMs);
        var expected = NaiveOracle.Windows(rig.Rows, 1_000, byAd: false, last - 2_000).ToList();
        await rig.ReceiveAsync(expected.Count);
        IReadOnlyList<ReceivedResult> got = [.. rig.ReceiveRest().Distinct()];
        Assert.Equal(expected, got);
        return expected.Count;
    }
}
