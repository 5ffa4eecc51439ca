using CtrBench.Harness.Running;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Running;

public sealed class EventsCollectorTests
{
    [Fact]
    public async Task Rows_of_an_array_keep_the_append_time_of_their_record()
    {
        var ct = TestContext.Current.CancellationToken;
        var clock = new SteppedClock { NowMs = 1_000 };
        await using var transport = new InMemoryTransport(clock);
        await transport.CreateTopicsAsync([new("events", 1)], ct);
        var query = new CtrQuery();
        await using var collector = new EventsCollector(
            await transport.OpenReaderAsync("events", ct: TestContext.Current.CancellationToken), [0], query,
            TwinParseProfile.Of(EngineFamily.Continuous, query), clock);
        await using var writer = await transport.OpenWriterAsync("events", TestContext.Current.CancellationToken);
        // Two rows of an array; a malformed one of an empty array.
        var row = new TestRow(0, 5_000).Json(7);
        writer.Append(0, "k", $"[{row},{row}]");
        await writer.FlushAsync(ct);
        clock.NowMs = 9_000;
        writer.Append(0, "k", "[]");
        await writer.FlushAsync(ct);
        await collector.RunAsync(new CancellationToken(canceled: true));
        var window = Assert.Single(collector.Windows());
        Assert.Equal((2, 1_000, 1_000), (window.Views, window.FirstAppendMs, window.LastAppendMs));
        Assert.Equal((3, 1), (collector.Report().EventsStored, collector.Report().EventsMalformed));
    }

    [Fact]
    public async Task Partitions_that_were_added_are_counted_and_removed_offsets_are_told_from_others()
    {
        var ct = TestContext.Current.CancellationToken;
        var clock = new SteppedClock { NowMs = 1_000 };
        await using var memory = new InMemoryTransport(clock);
        await memory.CreateTopicsAsync([new("events", 2)], ct);
        await using var writer = await memory.OpenWriterAsync("events", ct);
        await using var keeps = await memory.OpenReaderAsync("events", ct: ct);
        foreach (var partition in (int[])[0, 0, 1]) writer.Append(partition, "k", new TestRow(partition, 5_000).Json(partition));
        await writer.FlushAsync(ct);
        memory.CompleteTopic("events");
        // Two offsets without a record lie behind each record; of those behind the first, the log still knows the second.
        await using var transport = new GappyTransport(memory, "events", every: 1);
        var query = new CtrQuery();
        var reader = new ReaderWithState(await transport.OpenReaderAsync("events", ct: ct), () => new TopicState("events", 2, [2, 0]));
        await using var collector = new EventsCollector(reader, [0], query, TwinParseProfile.Of(EngineFamily.Continuous, query), clock);
        await collector.RunAsync(new CancellationToken(canceled: true));
        var report = collector.Report();
        Assert.Equal((3, 2, 1, 1), (report.EventsStored, report.MissingOffsets, report.RemovedOffsets, report.PartitionsAdded));
        Assert.Equal(3, Assert.Single(collector.Windows()).Views);
    }
}
