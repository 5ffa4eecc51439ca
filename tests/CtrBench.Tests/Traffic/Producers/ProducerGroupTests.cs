using System.Text.Json;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Traffic.Producers;

/// <summary>On a fake clock producers run inside the call that moves it: after Advance returns everything due has been sent.</summary>
public sealed class ProducerGroupTests
{
    private const long StartMs = 1_700_000_000_000;
    private const string Topic = "events";
    private static readonly EventSchedules Schedules = EventSchedules.Create(
        new Workload { Producers = 4, Partitions = 2, Ads = 20, EventsPerSecond = 1_000, DurationMs = 2_000, StartMs = StartMs }, 20_000);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(StartMs));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_sent_when_the_clock_reaches_its_due_time_and_not_before()
    {
        await using var transport = await CreateAsync();
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        var running = Run(transport, Plan([Ns(0), Ns(10), Ns(10), Ns(10.0005), Ns(20)]));
        Assert.Equal(1, await StoredAsync(reader));
        _clock.Advance(TimeSpan.FromTicks(10 * TimeSpan.TicksPerMillisecond - 1));
        Assert.Equal(1, await StoredAsync(reader));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(3, await StoredAsync(reader));
        _clock.Advance(TimeSpan.FromTicks(4));
        Assert.Equal(3, await StoredAsync(reader));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(4, await StoredAsync(reader));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(10 * TimeSpan.TicksPerMillisecond - 5));
        var result = Assert.Single(await running);
        Assert.Equal((5, 5, 0, true), (result.Intended, result.Sent, result.Failed, result.Completed));
        Assert.Equal(0, result.LagMsMax);
    }

    [Fact]
    public async Task A_clock_that_jumps_shows_as_lag_and_nothing_is_skipped()
    {
        await using var transport = await CreateAsync();
        var running = Run(transport, Plan(Enumerable.Range(1, 100).Select(i => Ns(i))));
        _clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(StartMs + 200));
        var result = Assert.Single(await running);
        Assert.Equal((100, 100), (result.Intended, result.Sent));
        Assert.Equal(199, result.LagMsMax);
        Assert.Equal(149, result.LagMsP50, 0.2);
        Assert.Equal(198, result.LagMsP99, 0.2);
        Assert.Equal(100, result.LagHistogramUs.Sum(bar => bar.Count));
        Assert.Equal(100, result.LagHistogramUs.Count);
        Assert.Equal(100_031, result.LagHistogramUs[0].UpToUs, 40L);
    }

    [Fact]
    public async Task Each_event_carries_its_send_time_its_due_time_and_goes_to_its_ads_partition()
    {
        await using var transport = await CreateAsync();
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        var running = Run(transport, Plan([Ns(0), Ns(1), Ns(2), Ns(3)]));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromMilliseconds(7));
        await running;
        var records = (await reader.TakeAsync(2, 4, Ct)).OrderBy(r => r.DueNs).ToList();
        Assert.Equal([Ns(0), Ns(1), Ns(2), Ns(3)], records.Select(r => r.DueNs));
        var events = records.Select(r => JsonDocument.Parse(StoredRecord.Bytes(r.Value!)).RootElement).ToList();
        Assert.Equal([Ns(0), Ns(1), Ns(8), Ns(8)], events.Select(e => e.GetProperty("producer_timestamp_ns").GetInt64()));
        Assert.Equal([StartMs, StartMs + 1, StartMs + 2, StartMs + 3], events.Select(e => e.GetProperty("event_time_ms").GetInt64()));
        Assert.Equal(records.Select(r => r.Key), events.Select(e => e.GetProperty("ad_id").GetString()));
        Assert.All(records, r => Assert.Equal(Partitioner.Partition(StoredRecord.Bytes(r.Key), 2), r.Partition));
        Assert.Equal([StartMs, StartMs + 1, StartMs + 8, StartMs + 8], records.Select(r => r.AppendTimeMs));
    }

    [Fact]
    public async Task Four_producers_send_their_whole_schedules_side_by_side()
    {
        await using var transport = await CreateAsync();
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        var observers = Enumerable.Range(0, 4).Select(_ => new CountingObserver()).ToList();
        var running = Run(transport, [.. Schedules.PerProducer().Select((s, i) => new ProducerPlan($"producer-{i}", s, observers[i]))]);
        while (!running.IsCompleted) _clock.Advance(TimeSpan.FromMilliseconds(1));
        var results = await running;
        var expected = Schedules.PerProducer().Select(CountOf).ToList();
        Assert.Equal(["producer-0", "producer-1", "producer-2", "producer-3"], results.Select(r => r.ProducerId));
        Assert.Equal(expected, results.Select(r => r.Sent));
        Assert.Equal(expected, observers.Select(o => o.Count));
        Assert.Equal(expected.Sum(), await StoredAsync(reader));
        Assert.All(results, r => Assert.InRange(r.LagMsMax, 0, 1));
    }

    [Fact]
    public async Task Cancellation_stops_sending_and_reports_what_was_sent()
    {
        await using var transport = await CreateAsync();
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        using var cancel = new CancellationTokenSource();
        var running = Run(transport, cancel.Token, Plan(EveryMs()), Plan(EveryMs()));
        for (var i = 0; i < 10; i++) _clock.Advance(TimeSpan.FromMilliseconds(1));
        await cancel.CancelAsync();
        var results = await running;
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.All(results, r => Assert.Equal((11, 11, 0, false), (r.Intended, r.Sent, r.Failed, r.Completed)));
        Assert.Equal(22, await StoredAsync(reader));
    }

    [Fact]
    public async Task Cancellation_before_the_start_sends_nothing()
    {
        await using var transport = await CreateAsync();
        var result = Assert.Single(await Run(transport, new CancellationToken(canceled: true), Plan([Ns(5)])));
        Assert.Equal((0, 0, false), (result.Intended, result.Sent, result.Completed));
        Assert.Empty(result.LagHistogramUs);
    }

    [Fact]
    public async Task A_producer_cancelled_while_the_log_is_full_owes_the_rest_openly()
    {
        await using var transport = await CreateAsync(new() { CapacityRecords = 5 });
        using var cancel = new CancellationTokenSource();
        var running = Run(transport, cancel.Token, Plan(Enumerable.Repeat(Ns(0), 3_000)));
        Assert.False(running.IsCompleted);
        await cancel.CancelAsync();
        var result = Assert.Single(await running);
        Assert.Equal(
            (3_000, 10, TrafficProducer.MaxFlushEvents - 10, false), (result.Intended, result.Sent, result.Failed, result.Completed));
    }

    [Fact]
    public async Task Refused_events_are_counted_as_failed()
    {
        await using var transport = await CreateAsync(new() { CapacityRecords = 5, FullPolicy = FullPolicy.Refuse });
        var result = Assert.Single(await Run(transport, Plan(Enumerable.Repeat(Ns(0), 3_000))));
        Assert.Equal((3_000, 10, 2_990, true), (result.Intended, result.Sent, result.Failed, result.Completed));
    }

    [Fact]
    public async Task The_failure_of_one_producer_stops_all_and_names_it()
    {
        await using var transport = await CreateAsync();
        var failure = new InvalidDataException("line 7 of the trace is broken");
        var failing = new ProducerPlan("second", new ListSchedule([Ns(0), Ns(3)], failure: failure));
        var running = Run(transport, Plan(EveryMs()), failing);
        for (var i = 0; i < 3; i++) _clock.Advance(TimeSpan.FromMilliseconds(1));
        var error = await Assert.ThrowsAsync<ProducerFailedException>(() => running);
        Assert.Equal("second", error.ProducerId);
        Assert.Contains("line 7 of the trace is broken", error.Message);
        Assert.Same(failure, error.InnerException);
        // It was woken for the same time, after the failure: it owes that event and says so.
        Assert.Equal((4, 3, false), (error.Results[0].Intended, error.Results[0].Sent, error.Results[0].Completed));
    }

    [Fact]
    public async Task A_topic_that_ends_under_a_producer_is_a_failure_that_names_it()
    {
        await using var transport = await CreateAsync();
        var running = Run(transport, Plan(EveryMs()));
        transport.CompleteTopic(Topic);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var error = await Assert.ThrowsAsync<ProducerFailedException>(() => running);
        Assert.Equal((1, 1), (error.Results[0].Sent, error.Results[0].Failed));
        await transport.CreateTopicsAsync([new(Topic, 2)], Ct);
    }

    [Fact]
    public async Task Producers_of_an_unknown_topic_do_not_start()
    {
        await using var transport = new InMemoryTransport(_clock);
        await Assert.ThrowsAsync<UnknownTopicException>(() => Run(transport, Plan([Ns(0)])));
    }

    [Fact]
    public async Task On_the_systems_clock_each_producer_sends_all_of_its_schedule_from_its_own_thread()
    {
        await using var transport = await CreateAsync();
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        var startNs = new EpochClock(TimeProvider.System).NowNs;
        var group = new ProducerGroup(transport, Topic, Schedules.Catalog, new AdEventFactory(Schedules), TimeProvider.System);
        var dueNs = Enumerable.Range(0, 2_000).Select(i => startNs + (i * 5_000L));
        var plans = Enumerable.Range(0, 2).Select(p => new ProducerPlan($"p{p}", new ListSchedule(dueNs, p)));
        var results = await group.RunAsync([.. plans], Ct);
        Assert.All(results, r => Assert.Equal((2_000, 2_000, 0, true), (r.Intended, r.Sent, r.Failed, r.Completed)));
        foreach (var record in await reader.TakeAsync(2, 4_000, Ct))
        {
            var sentNs = JsonDocument.Parse(StoredRecord.Bytes(record.Value!)).RootElement.GetProperty("producer_timestamp_ns").GetInt64();
            Assert.True(sentNs >= record.DueNs);
        }
    }

    [Fact]
    public async Task On_the_systems_clock_a_producer_that_waits_can_be_cancelled()
    {
        await using var transport = await CreateAsync();
        using var cancel = new CancellationTokenSource();
        var group = new ProducerGroup(transport, Topic, Schedules.Catalog, new AdEventFactory(Schedules), TimeProvider.System);
        var farNs = new EpochClock(TimeProvider.System).NowNs + 3_600_000_000_000;
        var running = group.RunAsync([Plan([0, farNs])], cancel.Token);
        await cancel.CancelAsync();
        var result = Assert.Single(await running.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.False(result.Completed);
    }

    [Fact]
    public async Task Sending_allocates_next_to_nothing_once_warm()
    {
        const int Events = 100_000;
        await using var transport = await CreateAsync();
        await using var writer = await transport.OpenWriterAsync(Topic, Ct);
        await using var reader = await transport.OpenReaderAsync(Topic, ct: Ct);
        var clock = new EpochClock(new SteppedClock { NowMs = StartMs });
        var bytes = new List<long>();
        var schedule = new DueSchedule(Ns(0), Events, everyEvents: 10_000, () =>
        {
            while (reader.TryRead(0, 1_000, out var batch) || reader.TryRead(1, 1_000, out batch)) batch.Dispose();
            bytes.Add(GC.GetAllocatedBytesForCurrentThread());
        });
        var producer = new TrafficProducer(
            new("p", schedule), Schedules.Catalog, new AdEventFactory(Schedules), writer, clock, new DueTimeWaiter(clock, TimeSpan.Zero));
        await producer.RunAsync(Ct);
        Assert.Equal(Events, producer.Result().Sent);
        Assert.InRange((bytes[^1] - bytes[4]) / (Events / 2.0), 0, 0.5);
    }

    private static long Ns(double ms) => (StartMs * 1_000_000) + (long)(ms * 1_000_000);

    private static IEnumerable<long> EveryMs()
    {
        for (var i = 0; ; i++) yield return Ns(i);
    }

    private static ProducerPlan Plan(IEnumerable<long> dueNs) => new("first", new ListSchedule(dueNs));

    private static long CountOf(IEventSchedule schedule)
    {
        var count = 0L;
        while (schedule.TryNext(out _)) count++;
        return count;
    }

    private static async Task<long> StoredAsync(ITopicReader reader) => (await reader.EndOffsetsAsync(Ct)).Sum();

    private async Task<InMemoryTransport> CreateAsync(InMemoryTransportOptions? options = null)
    {
        var transport = new InMemoryTransport(_clock, options);
        await transport.CreateTopicsAsync([new(Topic, 2)], Ct);
        return transport;
    }

    private Task<IReadOnlyList<ProducerResult>> Run(ITransport transport, params ProducerPlan[] plans) => Run(transport, Ct, plans);

    private Task<IReadOnlyList<ProducerResult>> Run(ITransport transport, CancellationToken ct, params ProducerPlan[] plans)
        => new ProducerGroup(transport, Topic, Schedules.Catalog, new AdEventFactory(Schedules), _clock).RunAsync(plans, ct);

    private sealed class CountingObserver : ISentObserver
    {
        private long _lastSendNs;

        public long Count { get; private set; }

        public void Sent(in ScheduledEvent sent, long sendNs)
        {
            Assert.Equal(Count++, sent.Sequence);
            Assert.True(sendNs >= _lastSendNs && sendNs >= sent.DueNs);
            _lastSendNs = sendNs;
        }
    }

    /// <summary>Events that are all due, with a pause for the test after each so many.</summary>
    private sealed class DueSchedule(long dueNs, int events, int everyEvents, Action pause) : IEventSchedule
    {
        private int _count;

        public bool TryNext(out ScheduledEvent next)
        {
            next = new ScheduledEvent(dueNs, StartMs, _count, 0, _count % 20, EventKind.View, 0, Visitor: _count);
            if (_count > 0 && _count % everyEvents == 0) pause();
            return _count++ < events;
        }
    }
}
