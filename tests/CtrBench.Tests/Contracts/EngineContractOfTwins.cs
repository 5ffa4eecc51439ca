using CtrBench.Engines;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>What the twins must do besides, with transports that fail and fill up as a test wants.</summary>
public abstract class EngineContractOfTwins : EngineContract
{
    private readonly IOException _failure = new("the disk of the topic is gone");

    protected override ITransport CreateTransport() => new InMemoryTransport(TimeProvider.System);

    [Theory]
    [InlineData(FaultPoint.Read)]
    [InlineData(FaultPoint.Wait)]
    [InlineData(FaultPoint.EndOffsets)]
    [InlineData(FaultPoint.Flush)]
    public async Task An_error_of_the_transport_ends_the_query_with_that_very_error(FaultPoint point)
    {
        if (point == FaultPoint.Wait && !WaitsForRecords) Assert.Skip("this engine asks for end offsets at its triggers and waits for no records");
        await using var inner = CreateTransport();
        await using var rig = await EngineRig.CreateAsync(inner, "faulty", Ct);
        var transport = new FaultyTransport(inner, point, _failure);
        var endpoints = rig.Endpoints with { Transport = transport };
        var query = await Engine.StartAsync(Query with { WatermarkDelayMs = 0 }, endpoints, Ct);
        await rig.SendAsync(Rows(10));
        await rig.SendClosingAsync(FarMs);
        // A continuous engine asks for end offsets only to know where a drain ends.
        if (point == FaultPoint.EndOffsets) Assert.Same(_failure, await Assert.ThrowsAsync<IOException>(() => query.StopAsync(drain: true, Ct)));
        Assert.Same(_failure, await Assert.ThrowsAsync<IOException>(() => query.Completion.WaitAsync(Ct)));
        await query.DisposeAsync();
        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task A_start_that_is_cancelled_while_the_topic_does_not_answer_leaves_nothing_running()
    {
        await using var inner = CreateTransport();
        await using var rig = await EngineRig.CreateAsync(inner, "silent", Ct);
        using var cancel = new CancellationTokenSource();
        var starting = Engine.StartAsync(Query, rig.Endpoints with { Transport = new FaultyTransport(inner, FaultPoint.NoAnswer, _failure) }, cancel.Token);
        Assert.False(starting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task A_stop_waits_for_no_answer_of_the_topic()
    {
        await using var inner = CreateTransport();
        await using var rig = await EngineRig.CreateAsync(inner, "outage", Ct);
        var endpoints = rig.Endpoints with { Transport = new FaultyTransport(inner, FaultPoint.NoLaterAnswer, _failure) };
        await using var query = await Engine.StartAsync(Query, endpoints, Ct);
        // A drain needs to know where the topic ends, and can be cut short.
        var draining = query.StopAsync(drain: true, Ct);
        Assert.False(draining.IsCompleted);
        await query.StopAsync(drain: false, Ct);
        await draining;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Offsets_without_a_record_are_passed_over_and_counted(int every)
    {
        await using var inner = CreateTransport();
        await using var rig = await EngineRig.CreateAsync(inner, "gaps", Ct);
        await rig.SendAsync(Rows(100));
        await rig.SendClosingAsync(FarMs);
        await rig.SendClosingAsync(FarMs * 2);
        var gappy = new GappyTransport(inner, rig.Endpoints.EventsTopic, every);
        // Batches of five offsets end anywhere, also among those without a record.
        var limited = Query with { WatermarkDelayMs = 10_000, MicroBatch = Query.MicroBatch with { MaxOffsetsPerTrigger = 5 } };
        await using var query = await Engine.StartAsync(limited, rig.Endpoints with { Transport = gappy }, Ct);
        await rig.UntilAsync(query, p => p.RecordsRead == 104);
        var expected = NaiveOracle.Windows(rig.Rows.SkipLast(4), 1_000, byAd: false).ToList();
        await rig.ReceiveAsync(expected.Count);
        await query.StopAsync(drain: true, Ct);
        Assert.Equal(expected, rig.ReceiveRest().Where(result => result.WindowStartMs < FarMs));
        Assert.Equal((104, gappy.Missing(52) * 2), (query.Progress.RecordsRead, query.Progress.MissingOffsets));
    }

    [Fact]
    public async Task A_full_results_topic_holds_the_engine_back_and_nothing_is_lost()
    {
        await using var events = new InMemoryTransport(TimeProvider.System, new() { CapacityRecords = 64, FullPolicy = FullPolicy.Refuse });
        await using var results = new InMemoryTransport(TimeProvider.System, new() { CapacityRecords = 4 });
        await using var rig = await EngineRig.CreateAsync(new SplitTransport(events, results), "full", Ct, partitions: 1);
        await using var query = await Engine.StartAsync(Query with { WatermarkDelayMs = 0 }, rig.Endpoints, Ct);
        // Nobody reads the results: the engine must stop reading, so the bounded events topic must fill up. One row a window.
        for (var (i, refused) = (0, 0L); refused == 0 || await rig.ResultsStoredAsync() < 4; i++)
        {
            Assert.True(i < 1_000_000, "the engine reads on although its results have no room");
            rig.Append(new TestRow(0, i * 1_000L));
            var failed = await rig.FlushAsync();
            if (failed > refused) rig.Rows.RemoveAt(rig.Rows.Count - 1);
            refused = failed;
        }

        var stored = rig.Rows.Count;
        var received = await rig.ReceiveAsync(stored - 1);
        Assert.Equal(NaiveOracle.Windows(rig.Rows, 1_000, byAd: false, rig.Rows[^1].EventTimeMs), received);
        await query.StopAsync(drain: false, Ct);
        Assert.Equal(stored, query.Progress.RecordsRead);
    }

    [Fact]
    public async Task Results_that_the_topic_refuses_end_the_query_by_an_error()
    {
        await using var events = new InMemoryTransport(TimeProvider.System);
        await using var results = new InMemoryTransport(TimeProvider.System, new() { CapacityRecords = 4, FullPolicy = FullPolicy.Refuse });
        await using var rig = await EngineRig.CreateAsync(new SplitTransport(events, results), "refusing", Ct);
        await using var query = await Engine.StartAsync(Query, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(1_000));
        await rig.SendClosingAsync(FarMs);
        Assert.Equal(6, (await Assert.ThrowsAsync<ResultsNotStoredException>(() => query.Completion)).Results);
    }

    [Fact]
    public async Task Disposing_waits_neither_for_room_nor_for_a_drain()
    {
        await using var events = new InMemoryTransport(TimeProvider.System);
        await using var results = new InMemoryTransport(TimeProvider.System, new() { CapacityRecords = 4 });
        await using var rig = await EngineRig.CreateAsync(new SplitTransport(events, results), "stuck", Ct);
        var query = await Engine.StartAsync(Query with { GroupBy = GroupField.AdId }, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(1_000));
        await rig.SendClosingAsync(FarMs);
        await rig.ReceiveAsync(1);
        var draining = query.StopAsync(drain: true, Ct);
        await query.DisposeAsync();
        Assert.True(query.Completion.IsCompleted);
        await draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task It_starts_at_the_oldest_record_of_a_topic_that_no_longer_holds_its_first_and_says_so()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "trimmed", Ct);
        await using (var reader = await transport.OpenReaderAsync(rig.Endpoints.EventsTopic, ct: Ct))
        {
            await rig.SendAsync(Rows(10));
            await reader.TakeAsync(2, 10, Ct);
        }

        await using (var query = await Engine.StartAsync(Query, rig.Endpoints, Ct))
        {
            var said = Assert.Single(query.Progress.Warnings, w => w.Contains("partition 0", StringComparison.Ordinal));
            Assert.Matches("^topic '.*': the first [1-9][0-9]* offsets of partition 0 were gone before the start", said);
            await rig.SendAsync(new TestRow(0, FarMs));
            await rig.UntilAsync(query, p => p.RecordsRead == 1);
            Assert.Equal((0, 0), (query.Progress.MissingOffsets, query.Progress.RemovedOffsets));
            await query.StopAsync(drain: false, Ct);
        }

        await rig.AssertReleasedAsync();
    }

    /// <summary>Whether this twin waits for records to come.</summary>
    protected abstract bool WaitsForRecords { get; }
}
