using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>A query that is started again on a topic that has changed since its checkpoint.</summary>
public sealed class ChangedTopicRestartTests : IDisposable
{
    private const string Name = "changed";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static CtrQuery Query => new() { WindowMs = 1_000, WatermarkDelayMs = 0, MicroBatch = new() { TriggerIntervalMs = 0 }, Continuous = new() { EmitIntervalMs = 10 } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EngineFamily.MicroBatch, false)]
    [InlineData(EngineFamily.Continuous, false)]
    [InlineData(EngineFamily.MicroBatch, true)]
    [InlineData(EngineFamily.Continuous, true)]
    public async Task A_topic_that_was_made_again_ends_it_by_name(EngineFamily kind, bool exactlyOnce)
    {
        var query = Query with { Delivery = new() { Guarantee = exactlyOnce ? DeliveryGuarantee.ExactlyOnce : DeliveryGuarantee.AtLeastOnce } };
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using (var rig = await EngineRig.CreateAsync(transport, Name, Ct, partitions: 1)) await RunAsync(rig, transport, kind, query, 0);
        await using var again = await EngineRig.CreateAsync(transport, Name, Ct, partitions: 1);
        await again.SendAsync(Enumerable.Range(0, 20).Select(i => new TestRow(0, i * 300)));
        var error = await Assert.ThrowsAsync<CheckpointException>(() => new AkkaEngine(kind).StartAsync(query, At(again, transport), Ct));
        Assert.Matches($"topic '{Name}-events' was deleted and made again since this checkpoint: its id was [0-9a-f]+ and is [0-9a-f]+", error.Message);
        Assert.Contains("Choose another checkpoint folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_results_topic_that_was_made_again_ends_it_too()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        var rig = await EngineRig.CreateAsync(transport, Name, Ct, partitions: 1);
        await RunAsync(rig, transport, EngineFamily.Continuous, Query, 0);
        await rig.DisposeAsync();
        await transport.CreateTopicsAsync([new($"{Name}-results", 1)], Ct);
        var error = await Assert.ThrowsAsync<CheckpointException>(() => new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, At(rig, transport), Ct));
        Assert.Contains($"topic '{Name}-results' was deleted and made again", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch, false)]
    [InlineData(EngineFamily.Continuous, false)]
    [InlineData(EngineFamily.MicroBatch, true)]
    [InlineData(EngineFamily.Continuous, true)]
    public async Task Partitions_that_were_added_are_read_from_their_first_record(EngineFamily kind, bool killed)
    {
        await using var small = new SameTopics(new InMemoryTransport(TimeProvider.System));
        await using var one = await EngineRig.CreateAsync(small, Name, Ct, partitions: 1);
        await RunAsync(one, small, kind, Query, 10);
        // A plan behind the checkpoint: the batch had begun when the process died, and knows nothing of the new partition.
        if (killed) foreach (var file in Directory.GetFiles(_folder.At("c"), "checkpoint-*.json").Order().Skip(1)) File.Delete(file);
        await using var large = new SameTopics(new InMemoryTransport(TimeProvider.System));
        await using var two = await EngineRig.CreateAsync(large, Name, Ct, partitions: 2);
        await using var keeps = await large.OpenReaderAsync($"{Name}-events", ct: Ct);
        await two.SendAsync(Enumerable.Range(0, 10).Select(i => new TestRow(0, i * 300)));
        await two.SendAsync(Enumerable.Range(0, 7).Select(i => new TestRow(1, 100_000 + i)));
        await using (var query = await new AkkaEngine(kind).StartAsync(Query, At(two, large), Ct))
        {
            await two.UntilAsync(query, p => p.RecordsRead == 17);
            await query.StopAsync(drain: false, Ct);
            Assert.Equal(0, query.Progress.MissingOffsets);
            Assert.Contains(query.Progress.Warnings, w => w.Contains("had 1 partition at the checkpoint and has 2", StringComparison.Ordinal));
        }

        await using var third = await new AkkaEngine(kind).StartAsync(Query, At(two, large), Ct);
        Assert.Equal(17, third.Progress.RecordsRead);
        Assert.Empty(third.Progress.Warnings);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task Records_removed_since_the_checkpoint_end_it_or_are_counted(EngineFamily kind)
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, Name, Ct, partitions: 1);
        await RunAsync(rig, transport, kind, Query, 10);
        await using (var reader = await transport.OpenReaderAsync($"{Name}-events", ct: Ct))
        {
            await rig.SendAsync(Enumerable.Range(0, 5).Select(i => new TestRow(0, 4_000 + i)));
            await reader.TakeAsync(1, 5, Ct, gaps: true);
        }

        var error = await Assert.ThrowsAsync<RecordsRemovedException>(() => new AkkaEngine(kind).StartAsync(Query, At(rig, transport), Ct));
        Assert.Contains("5 offsets (10 to 14) were removed", error.Message, StringComparison.Ordinal);
        var goOn = Query with { Delivery = new() { FailOnDataLoss = false } };
        await using var query = await new AkkaEngine(kind).StartAsync(goOn, At(rig, transport), Ct);
        Assert.Equal(5, query.Progress.RemovedOffsets);
        Assert.Contains(query.Progress.Warnings, w => w.StartsWith("data loss: ", StringComparison.Ordinal));
        await rig.SendAsync(new TestRow(0, 5_000));
        await rig.UntilAsync(query, p => p.RecordsRead == 11);
    }

    [Fact]
    public async Task A_checkpoint_without_ids_is_continued_and_it_is_said_that_this_was_not_checked()
    {
        await using var inner = new InMemoryTransport(TimeProvider.System);
        var transport = new SameTopics(inner) { Id = null };
        await using var rig = await EngineRig.CreateAsync(transport, Name, Ct, partitions: 1);
        await RunAsync(rig, transport, EngineFamily.Continuous, Query, 0);
        transport.Id = "known";
        await using var query = await new AkkaEngine(EngineFamily.Continuous).StartAsync(Query, At(rig, transport), Ct);
        Assert.EndsWith(
            $"That '{Name}-events' and '{Name}-results' are still the topic of then was not checked.", Assert.Single(query.Progress.Warnings),
            StringComparison.Ordinal);
    }

    private EngineEndpoints At(EngineRig rig, ITransport transport) => rig.Endpoints with { Transport = transport, CheckpointFolder = _folder.At("c") };

    private async Task RunAsync(EngineRig rig, ITransport transport, EngineFamily kind, CtrQuery query, int rows)
    {
        await using var running = await new AkkaEngine(kind).StartAsync(query, At(rig, transport), Ct);
        await rig.SendAsync(Enumerable.Range(0, Math.Max(1, rows)).Select(i => new TestRow(0, i * 300)));
        await rig.UntilAsync(running, p => p.RecordsRead == Math.Max(1, rows));
        await running.StopAsync(drain: false, Ct);
    }

    /// <summary>A transport whose topics are always the same to its users.</summary>
    private sealed class SameTopics(InMemoryTransport inner) : PassingTransport(inner)
    {
        public string? Id { get; set; } = "same";

        public override ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct) => new(Id);

        protected override ITopicReader Over(ITopicReader reader, string topic) => reader;
    }
}
