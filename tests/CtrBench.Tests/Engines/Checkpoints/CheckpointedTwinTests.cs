using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Engines.Live;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Checkpoints;

public sealed class CheckpointedTwinTests : IDisposable
{
    private static readonly CtrQuery Query = new()
    {
        WindowMs = 1_000,
        WatermarkDelayMs = 0,
        MicroBatch = new() { TriggerIntervalMs = 0 },
        Continuous = new() { EmitIntervalMs = 10, EmitStrategy = EmitStrategy.OnEvent },
    };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task After_a_stop_the_next_run_continues_at_the_same_offsets(EngineFamily kind)
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "stopped", Ct, partitions: 1);
        await using var keeps = await transport.OpenReaderAsync(rig.Endpoints.EventsTopic, ct: Ct);
        var endpoints = rig.Endpoints with { CheckpointFolder = _folder.At("c") };
        foreach (var part in new[] { 0, 1, 2 })
        {
            await using var query = await new AkkaEngine(kind).StartAsync(Query, endpoints, Ct);
            await rig.SendAsync(Enumerable.Range(part * 10, 10).Select(i => new TestRow(0, i * 300)));
            await rig.UntilAsync(query, p => p.RecordsRead == (part + 1) * 10);
            await query.StopAsync(drain: false, Ct);
            var progress = query.Progress;
            Assert.Empty(progress.Warnings);
            Assert.Equal(progress.RecordsRead, rig.ReceiveRest().Sum(r => r.Views) + progress.OpenRecords);
            Assert.Equal(rig.ReceiveRest().Count, progress.ResultsWritten);
        }

        var results = rig.ReceiveRest();
        Assert.Equal(NaiveOracle.Windows(rig.Rows, 1_000, byAd: false, results[^1].WindowEndMs), results);
        Assert.True(results.Count > 4);
    }

    [Fact]
    public async Task After_a_drain_a_continuous_query_has_the_final_watermark_and_reports_it()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "drained", Ct, partitions: 1);
        await using var keeps = await transport.OpenReaderAsync(rig.Endpoints.EventsTopic, ct: Ct);
        var endpoints = rig.Endpoints with { CheckpointFolder = _folder.At("c") };
        await using (var query = await new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, endpoints, Ct))
        {
            await rig.SendAsync(new TestRow(0, 1_000));
            await query.StopAsync(drain: true, Ct);
        }

        await using var again = await new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, endpoints, Ct);
        await rig.SendAsync(new TestRow(0, 5_000), new TestRow(0, 9_000));
        await rig.UntilAsync(again, p => p.RecordsRead == 3);
        await again.StopAsync(drain: true, Ct);
        Assert.Single(rig.ReceiveRest());
        Assert.Equal(2, again.Progress.LateRecords);
        Assert.Contains("drained", Assert.Single(again.Progress.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_drain_a_micro_batch_query_continues_unchanged()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "drained", Ct, partitions: 1);
        await using var keeps = await transport.OpenReaderAsync(rig.Endpoints.EventsTopic, ct: Ct);
        var endpoints = rig.Endpoints with { CheckpointFolder = _folder.At("c") };
        foreach (var eventTimeMs in new[] { 1_000, 5_000, 9_000 })
        {
            await using var query = await new AkkaEngine(EngineFamily.MicroBatch).StartAsync(Query, endpoints, Ct);
            await rig.SendAsync(new TestRow(0, eventTimeMs));
            await query.StopAsync(drain: true, Ct);
        }

        Assert.Equal([1_000L, 5_000L], rig.ReceiveRest().Select(result => result.WindowStartMs));
    }

    /// <summary>B11: a window that fires at 20.15 s is seen at the checkpoint of 30 s.</summary>
    [Fact]
    public async Task Exactly_once_results_of_a_continuous_query_are_seen_with_their_checkpoint()
    {
        const long StartMs = RestartScenario.StartMs;
        var clock = new VirtualClock(StartMs);
        var engineClock = new ClockView(clock);
        await using var transport = new InMemoryTransport(clock);
        await using var rig = await EngineRig.CreateAsync(transport, "b11", Ct, partitions: 1);
        var query = Query with { Continuous = new() { EmitIntervalMs = 50 }, Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } };
        var endpoints = rig.Endpoints with { Clock = engineClock, CheckpointFolder = _folder.At("c") };
        await using var running = await new AkkaEngine(EngineFamily.Continuous).StartAsync(query, endpoints, Ct);
        await rig.SendAsync(new TestRow(0, StartMs));
        await GoToAsync(20_100);
        await rig.SendAsync(new TestRow(0, StartMs + 1_000));
        await rig.UntilAsync(running, p => p.RecordsRead == 2);
        await GoToAsync(20_200);
        Assert.Equal(StartMs + 1_000, running.Progress.WatermarkMs);
        Assert.Equal(0, running.Progress.ResultsWritten);
        await GoToAsync(29_950);
        Assert.Empty(rig.ReceiveRest());
        await GoToAsync(30_010);
        Assert.Single(rig.ReceiveRest());
        Assert.Equal(1, running.Progress.ResultsWritten);

        async Task GoToAsync(long ms)
        {
            while (true)
            {
                while (!clock.IsArmed(engineClock)) await Task.Yield();
                if (clock.GetUtcNow().ToUnixTimeMilliseconds() >= StartMs + ms) return;
                clock.FireNext();
            }
        }
    }

    [Fact]
    public async Task Exactly_once_results_of_a_micro_batch_query_are_seen_with_their_batch()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "batch", Ct, partitions: 1);
        var query = Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 3_600_000 } };
        await using var running = await new AkkaEngine(EngineFamily.MicroBatch).StartAsync(query, rig.Endpoints with { CheckpointFolder = _folder.At("c") }, Ct);
        await rig.SendAsync(new TestRow(0, 1_000), new TestRow(0, 2_000));
        Assert.Equal(1_000, Assert.Single(await rig.ReceiveAsync(1)).WindowStartMs);
    }

    [Fact]
    public async Task Two_queries_on_one_folder_are_refused_and_a_refused_start_leaves_nothing_open()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "shared", Ct);
        await using var other = await EngineRig.CreateAsync(transport, "shared-other", Ct);
        var folder = _folder.At("c");
        var query = await new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, rig.Endpoints with { CheckpointFolder = folder }, Ct);
        var engine = new AkkaEngine(EngineFamily.Continuous);
        await Assert.ThrowsAsync<CheckpointException>(() => engine.StartAsync(Query, other.Endpoints with { CheckpointFolder = folder }, Ct));
        await query.DisposeAsync();
        var refusal = await Assert.ThrowsAsync<QueryRefusedException>(() => engine.StartAsync(Query, other.Endpoints with { CheckpointFolder = folder }, Ct));
        Assert.Equal("events-topic", refusal.Field);
        await rig.AssertReleasedAsync();
        await other.AssertReleasedAsync();
    }

    /// <summary>A partition that a batch waits for, while another has more than enough.</summary>
    [Fact]
    public async Task A_batch_that_waits_for_one_partition_does_not_spin_because_another_has_records()
    {
        var clock = new VirtualClock(RestartScenario.StartMs);
        var engineClock = new ClockView(clock);
        await using var inner = new InMemoryTransport(clock);
        await using var rig = await EngineRig.CreateAsync(inner, "lagging", Ct);
        var transport = new LaggingTransport(inner);
        await rig.SendAsync(Enumerable.Range(0, 100).Select(i => new TestRow(i % 2, i)));
        var endpoints = rig.Endpoints with { Clock = engineClock, Transport = transport };
        await using var query = await new AkkaEngine(EngineFamily.MicroBatch).StartAsync(Query, endpoints, Ct);
        await transport.Asked.WaitAsync(Ct);
        while (!clock.IsArmed(engineClock)) await Task.Yield();
        Assert.InRange(transport.Refusals, 1, 2);
        transport.Release();
        await rig.UntilAsync(query, p => p.RecordsRead == 100);
        Assert.InRange(transport.Refusals, 1, 2);
    }
}
