using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Live;

/// <summary>What the twins do when their topic changes under them: never go on in silence.</summary>
public sealed class ChangingTopicTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static CtrQuery Query => new() { WindowMs = 1_000, WatermarkDelayMs = 0, MicroBatch = new() { TriggerIntervalMs = 20 }, Continuous = new() { EmitIntervalMs = 20 } };

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task Added_partitions_end_a_twin_with_the_reason(EngineFamily family)
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "grows", Ct);
        var transport = new ChangingTransport(memory);
        await using var query = await new AkkaEngine(family).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        await rig.SendAsync(new TestRow(0, 500), new TestRow(1, 500));
        await rig.UntilAsync(query, p => p.RecordsRead == 2);
        transport.State = new TopicState("grows-events", 3, [0, 0, 0]);
        var error = await Assert.ThrowsAsync<PartitionsAddedException>(() => query.Completion.WaitAsync(Ct));
        Assert.StartsWith(
            "Partitions were added to topic 'grows-events' during the run: it had 2 and has 3. A twin does not follow new partitions, so the "
            + "events of partition 2 would be missing from its results. Start it again: it continues from its checkpoint", error.Message);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task Records_removed_after_they_were_read_are_no_news(EngineFamily family)
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "kept", Ct, partitions: 1);
        var transport = new ChangingTransport(memory);
        await using var query = await new AkkaEngine(family).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        await rig.SendAsync(new TestRow(0, 500));
        await rig.UntilAsync(query, p => p.RecordsRead == 1);
        transport.State = new TopicState("kept-events", 1, [1]);
        await rig.SendClosingAsync(5_000);
        await rig.UntilAsync(query, p => p.RecordsRead == 2);
        await query.StopAsync(drain: false, Ct);
        Assert.Empty(query.Progress.Warnings);
    }

    [Fact]
    public async Task Records_removed_after_they_were_fetched_end_the_micro_batch_twin_as_they_end_spark()
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "removed", Ct, partitions: 1);
        var transport = new ChangingTransport(memory);
        await using var query = await new AkkaEngine(EngineFamily.MicroBatch).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        transport.State = new TopicState("removed-events", 1, [7]);
        var error = await Assert.ThrowsAsync<RecordsRemovedException>(() => query.Completion.WaitAsync(Ct));
        Assert.StartsWith("Topic 'removed-events', partition 0: 7 offsets (0 to 6) were removed by the topic's retention", error.Message);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task Records_removed_before_they_were_fetched_end_a_twin_with_their_count(EngineFamily family)
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "removed", Ct, partitions: 1);
        var transport = new ChangingTransport(memory);
        await using var query = await new AkkaEngine(family).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        transport.State = new TopicState("removed-events", 1, [0]) { Removed = [new(0, 2, 7)] };
        var error = await Assert.ThrowsAsync<RecordsRemovedException>(() => query.Completion.WaitAsync(Ct));
        Assert.StartsWith("Topic 'removed-events', partition 0: 5 offsets (2 to 6) were removed by the topic's retention", error.Message);
        Assert.Equal("DeliverySettings.FailOnDataLoss", error.Setting);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task A_twin_that_does_not_fail_on_data_loss_counts_them_and_says_so_once(EngineFamily family)
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "removed", Ct, partitions: 1);
        var transport = new ChangingTransport(memory);
        var query = Query with { Delivery = new() { FailOnDataLoss = false } };
        await using var running = await new AkkaEngine(family).StartAsync(query, rig.Endpoints with { Transport = transport }, Ct);
        transport.State = new TopicState("removed-events", 1, [7]) { Removed = [new(0, 2, 7)] };
        await rig.UntilAsync(running, p => p.Warnings.Count > 0);
        transport.State = transport.State with { };
        await rig.SendAsync(new TestRow(0, 500));
        await rig.UntilAsync(running, p => p.RecordsRead == 1);
        await running.StopAsync(drain: false, Ct);
        Assert.StartsWith(
            "data loss: topic 'removed-events', partition 0: 5 offsets (2 to 6) were removed", Assert.Single(running.Progress.Warnings));
        Assert.Equal(5, running.Progress.RemovedOffsets);
    }
}
