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
}
