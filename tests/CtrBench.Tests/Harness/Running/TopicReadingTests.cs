using System.Diagnostics.CodeAnalysis;
using CtrBench.Harness.Running;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Engines.Live;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Running;

public sealed class TopicReadingTests
{
    private const int Records = 20;

    [Fact]
    public async Task A_backlog_may_take_any_time_as_long_as_records_come()
    {
        var read = 0;
        await ReadAsync(Records, records => read += records.Count);
        Assert.Equal(Records, read);
    }

    [Fact]
    public async Task Sixty_seconds_without_a_record_give_it_up()
    {
        var error = await Assert.ThrowsAsync<TransportException>(() => ReadAsync(7, _ => { }));
        Assert.Contains("offset 7 of 20 and nothing for 60 s", error.Message, StringComparison.Ordinal);
    }

    // One record every 50 s, as long as there are some: 1,000 s for all of them.
    private static async Task ReadAsync(int comes, Action<RecordBatch> take)
    {
        var ct = TestContext.Current.CancellationToken;
        var clock = new VirtualClock(1_000);
        var view = new ClockView(clock);
        await using var transport = new InMemoryTransport(clock);
        await transport.CreateTopicsAsync([new("events", 1)], ct);
        await using var reader = new SlowReader(await transport.OpenReaderAsync("events", ct: ct), clock, view, comes);
        await using (var writer = await transport.OpenWriterAsync("events", ct)) await writer.WriteAsync(0, 0, Records, ct);
        await new TopicReading(reader, 1, view, take).RunAsync(new CancellationToken(canceled: true));
    }

    private sealed class SlowReader(ITopicReader inner, VirtualClock clock, ClockView view, int comes) : PassingReader(inner)
    {
        private int _given;
        private int _there;

        public override bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            // Timers of a view count from when it was last read.
            _ = view.GetTimestamp();
            batch = null;
            if (_given == _there || !base.TryRead(partition, maxRecords, out batch)) return false;
            _given++;
            return true;
        }

        public override async ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
        {
            var comesOne = Task.Delay(_there < comes ? TimeSpan.FromSeconds(50) : Timeout.InfiniteTimeSpan, view, ct);
            // Whichever is due next: the record, or the reading's own limit.
            while (!comesOne.IsCompleted) clock.FireNext();
            await comesOne;
            _there++;
            return true;
        }
    }
}
