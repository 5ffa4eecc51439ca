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
            + "events of partition 2 would be missing from its results. Start a new run", error.Message);
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
    public async Task Records_removed_before_they_were_read_end_the_micro_batch_twin_as_they_end_spark()
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "removed", Ct, partitions: 1);
        var transport = new ChangingTransport(memory) { State = new TopicState("removed-events", 1, [7]) };
        await using var query = await new AkkaEngine(EngineFamily.MicroBatch).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        var error = await Assert.ThrowsAsync<RecordsRemovedException>(() => query.Completion.WaitAsync(Ct));
        Assert.StartsWith("Topic 'removed-events', partition 0: 7 offsets (0 to 6) were removed by the topic's retention", error.Message);
        Assert.Contains("Spark ends such a query", error.Message);
    }

    [Fact]
    public async Task They_are_a_warning_with_their_count_for_the_continuous_twin_once()
    {
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, "removed", Ct, partitions: 1);
        var transport = new ChangingTransport(memory) { State = new TopicState("removed-events", 1, [7]) };
        await using var query = await new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, rig.Endpoints with { Transport = transport }, Ct);
        await rig.UntilAsync(query, p => p.Warnings.Count > 0);
        transport.State = transport.State with { };
        await rig.SendAsync(new TestRow(0, 500));
        await rig.UntilAsync(query, p => p.RecordsRead == 1);
        await query.StopAsync(drain: false, Ct);
        Assert.StartsWith("topic 'removed-events', partition 0: 7 offsets (0 to 6) were removed", Assert.Single(query.Progress.Warnings));
    }
}
