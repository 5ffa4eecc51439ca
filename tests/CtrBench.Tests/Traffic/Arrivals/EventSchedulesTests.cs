using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class EventSchedulesTests
{
    private const long DelayMs = 20_000;

    [Theory]
    [InlineData(TrafficKind.Constant, 1, "9D88C9AD3C6E5824")]
    [InlineData(TrafficKind.Spp, 1, "73F40DAF96D178C8")]
    [InlineData(TrafficKind.Spp, 3, "D81E71BF7F2C12F3")]
    [InlineData(TrafficKind.Mmpp, 2, "95C1082BBC49BBE2")]
    internal void A_seed_means_the_same_events_for_ever(TrafficKind traffic, int producers, string golden)
    {
        var workload = new Workload
        {
            Traffic = traffic,
            Producers = producers,
            DurationMs = 20_000,
            EventsPerSecond = 500,
            Disorder = new(0.2, VeryLateShare: 0.01),
            Seed = 42,
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[40];
        foreach (var e in Events(workload))
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, e.DueNs);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], e.EventTimeMs);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], e.Sequence);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], e.Producer);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], e.Ad);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], (int)e.Kind << 8 | e.State);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], e.Visitor);
            hash.AppendData(bytes);
        }
        Assert.Equal(golden, Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [Theory]
    [InlineData(TrafficKind.Constant)]
    [InlineData(TrafficKind.Spp)]
    [InlineData(TrafficKind.Mmpp)]
    internal void Another_start_gives_what_new_schedules_give_and_makes_no_ads_again(TrafficKind traffic)
    {
        var workload = new Workload { Traffic = traffic, Producers = 2, DurationMs = 5_000, EventsPerSecond = 200, Disorder = new(0.2), Seed = 7 };
        var (first, expected) = (EventSchedules.Create(workload, DelayMs), EventSchedules.Create(workload with { StartMs = 123_456 }, DelayMs));
        var moved = first.StartingAt(123_456);
        Assert.Equal(Drain(expected.MergedWithClosing(10_000)), Drain(moved.MergedWithClosing(10_000)));
        Assert.Equal((expected.Workload, expected.TrafficEndMs), (moved.Workload, moved.TrafficEndMs));
        Assert.Same(first.Catalog, moved.Catalog);
    }

    [Fact]
    public void Merged_events_are_the_producers_events_in_order_of_due_time_then_producer() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 9], Gen.Double[1, 300]).Sample((seed, producers, rate) =>
        {
            var workload = new Workload { Seed = seed, Producers = producers, EventsPerSecond = rate, DurationMs = 5_000 };
            var schedules = EventSchedules.Create(workload, DelayMs);
            var expected = schedules.PerProducer().SelectMany(Drain).OrderBy(e => e.DueNs).ThenBy(e => e.Producer);
            return expected.SequenceEqual(Drain(schedules.Merged()));
        }, iter: 100);

    [Fact]
    public void Equal_due_times_keep_the_order_of_the_sources()
    {
        IEventSchedule Source(int producer, params long[] due) =>
            new ListSchedule([.. due.Select((d, i) => new ScheduledEvent(d, 0, i, producer, 0, EventKind.View, 0))]);

        var merged = Drain(EventSchedules.Merge([Source(0, 5, 5), Source(1), Source(2, 1, 5), Source(3, 5)]));
        Assert.Equal([(1, 2), (5, 0), (5, 0), (5, 2), (5, 3)], merged.Select(e => (e.DueNs, e.Producer)));
    }

    [Theory]
    [InlineData(TrafficKind.Constant)]
    [InlineData(TrafficKind.Spp)]
    [InlineData(TrafficKind.Mmpp)]
    internal void Any_number_of_producers_gives_the_mean_rate(TrafficKind traffic)
    {
        foreach (var producers in new[] { 1, 2, 4, 7 })
        {
            var workload = new Workload
            {
                Traffic = traffic,
                Producers = producers,
                EventsPerSecond = 400,
                DurationMs = 100_000,
                MmppStates = [new(0.5, 80), new(3, 20)],
            };
            var events = Events(workload);
            Assert.InRange(events.Count / 40_000.0, 0.96, 1.04);
            Assert.All(events.CountBy(e => e.Producer), p => Assert.InRange(p.Value / (40_000.0 / producers), 0.9, 1.1));
        }
    }

    [Fact]
    public void Constant_producers_take_turns()
    {
        var events = Events(new Workload { Traffic = TrafficKind.Constant, Producers = 4, EventsPerSecond = 1_000, DurationMs = 1_000 });
        Assert.Equal(1_000, events.Count);
        var expected = Enumerable.Range(0, 1_000).Select(i => (i % 4, 1_700_000_000_000_000_000 + i * 1_000_000L));
        Assert.Equal(expected, events.Select(e => (e.Producer, e.DueNs)));
    }

    [Fact]
    public void Producers_have_independent_gaps()
    {
        var schedules = EventSchedules.Create(new Workload { Producers = 2, EventsPerSecond = 2_000, DurationMs = 60_000 }, DelayMs);
        var counts = schedules.PerProducer().Select(s =>
        {
            var perSlot = new double[600];
            foreach (var e in Drain(s)) perSlot[(e.DueNs / 1_000_000 - 1_700_000_000_000) / 100]++;
            return perSlot;
        }).ToArray();
        var correlation = counts[0].Zip(counts[1], (a, b) => (a - 100) * (b - 100) / 100).Average();
        Assert.InRange(correlation, -0.17, 0.17);
    }

    [Fact]
    public void Traffic_lies_within_its_duration_with_due_times_that_never_fall_and_sequences_without_gaps() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 2], Gen.Long[1, 30_000]).Sample((seed, kind, durationMs) =>
        {
            var workload = new Workload { Seed = seed, Traffic = (TrafficKind)kind, DurationMs = durationMs, EventsPerSecond = 200 };
            var events = Events(workload);
            var endNs = (workload.StartMs + durationMs) * 1_000_000;
            return events.All(e => e.DueNs >= workload.StartMs * 1_000_000 && e.DueNs < endNs)
                && events.Select(e => e.Sequence).SequenceEqual(Enumerable.Range(0, events.Count).Select(i => (long)i))
                && events.Zip(events.Skip(1)).All(p => p.First.DueNs <= p.Second.DueNs);
        }, iter: 100);

    [Fact]
    public void A_schedule_that_has_ended_stays_ended()
    {
        var schedule = EventSchedules.Create(new Workload { DurationMs = 100 }, DelayMs).MergedWithClosing(10_000);
        Drain(schedule);
        Assert.False(schedule.TryNext(out _));
        Assert.False(schedule.TryNext(out _));
    }

    [Fact]
    public void Every_click_follows_a_view_of_the_same_ad_by_the_same_visitor_and_each_view_has_at_most_one()
    {
        var workload = new Workload { Producers = 2, DurationMs = 60_000, EventsPerSecond = 1_000 };
        foreach (var producer in EventSchedules.Create(workload, DelayMs).PerProducer())
        {
            var unclicked = new Dictionary<int, ScheduledEvent>();
            var clicks = 0;
            foreach (var e in Drain(producer))
            {
                if (e.Kind == EventKind.View)
                {
                    unclicked.Add(e.Visitor, e);
                    continue;
                }
                Assert.True(unclicked.Remove(e.Visitor, out var view));
                Assert.Equal(view.Ad, e.Ad);
                Assert.True(view.DueNs < e.DueNs);
                clicks++;
            }
            Assert.True(clicks > 1_000);
        }
    }

    [Fact]
    public void Clicks_come_at_the_mean_rate_and_delay_and_leave_the_arrivals_as_they_are()
    {
        var workload = new Workload { DurationMs = 100_000, EventsPerSecond = 1_000, Clicks = new(0.1, 2_000) };
        var events = Events(workload);
        var views = events.Where(e => e.Kind == EventKind.View).ToDictionary(e => e.Visitor);
        var clicks = events.Where(e => e.Kind == EventKind.Click).ToArray();
        Assert.InRange(clicks.Length / (double)views.Count, 0.09, 0.11);
        Assert.InRange(clicks.Average(c => c.DueNs - views[c.Visitor].DueNs) / 2e9, 0.95, 1.05);
        Assert.Equal(Events(workload with { Clicks = new(0) }).Select(e => e.DueNs), events.Select(e => e.DueNs));
    }

    [Fact]
    public void Without_disorder_event_time_is_the_intended_time() =>
        Assert.All(Events(new Workload { DurationMs = 5_000 }), e => Assert.Equal(e.DueNs / 1_000_000, e.EventTimeMs));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Disorder_moves_the_share_asked_for_back_by_less_than_the_maximum(bool uniform)
    {
        var workload = new Workload { DurationMs = 100_000, EventsPerSecond = 1_000, Disorder = new(0.3, 1_000, 2_000, uniform) };
        var delays = Events(workload).Select(e => e.DueNs / 1_000_000 - e.EventTimeMs).ToArray();
        Assert.All(delays, d => Assert.InRange(d, 0, 1_999));
        Assert.InRange(delays.Count(d => d > 0) / (double)delays.Length, 0.29, 0.31);

        // Cut at 2 means, an exponential has mean 1 - 2 / (e^2 - 1) of its own; a delay is cut to whole ms.
        var expected = uniform ? 1_000 : 1_000 * (1 - 2 / (Math.Exp(2) - 1));
        Assert.InRange(delays.Where(d => d > 0).Average() / expected, 0.98, 1.02);
    }

    [Theory]
    [InlineData(20_000, 20_001, 40_000)]
    [InlineData(0, 1, 1_000)]
    public void Very_late_events_lie_beyond_the_watermark_delay(long delayMs, long low, long high)
    {
        var workload = new Workload { DurationMs = 100_000, EventsPerSecond = 1_000, Disorder = new(VeryLateShare: 0.05) };
        var events = Drain(EventSchedules.Create(workload, delayMs).Merged());
        var delays = events.Select(e => e.DueNs / 1_000_000 - e.EventTimeMs).ToArray();
        Assert.All(delays.Where(d => d > 0), d => Assert.InRange(d, low, high));
        Assert.InRange(delays.Count(d => d > 0) / (double)delays.Length, 0.045, 0.055);
    }

    [Fact]
    public void Disorder_changes_nothing_but_event_times()
    {
        var workload = new Workload { Traffic = TrafficKind.Mmpp, Producers = 2, DurationMs = 10_000 };
        var disordered = Events(workload with { Disorder = new(0.5, VeryLateShare: 0.1) });
        Assert.Equal(Events(workload), disordered.Select(e => e with { EventTimeMs = e.DueNs / 1_000_000 }));
    }

    [Fact]
    public void Nothing_is_allocated_per_event()
    {
        foreach (var producers in new[] { 1, 3 })
        {
            var workload = new Workload { Traffic = TrafficKind.Mmpp, Producers = producers, Disorder = new(0.2, VeryLateShare: 0.01) };
            var schedules = EventSchedules.Create(workload, DelayMs);
            var merged = schedules.MergedWithClosing(10_000);
            var factory = new AdEventFactory(schedules);
            long sink = 0;
            for (var i = 0; i < 100_000 && merged.TryNext(out var e); i++) sink += factory.Create(e, 0).IpAddress;
            var allocated = Allocation.LeastBytes(() =>
            {
                for (var i = 0; i < 10_000 && merged.TryNext(out var e); i++) sink += factory.Create(e, 0).IpAddress;
            });

            // The store of pending clicks may once more double for a burst larger than any before.
            Assert.InRange(allocated, 0, 10_000);
            Assert.NotEqual(0, sink);
        }
    }

    [Theory]
    [InlineData("EventsPerSecond is -1")]
    [InlineData("Producers is 0")]
    [InlineData("DurationMs is 0")]
    [InlineData("Partitions is 0")]
    [InlineData("Ads is 0")]
    [InlineData("Speed is 0")]
    [InlineData("StartMs is -1")]
    [InlineData("Clicks.MeanCtr is 1.5")]
    [InlineData("Clicks.MeanDelayMs is NaN")]
    [InlineData("Disorder.DelayedShare is -0.1")]
    [InlineData("Disorder.DelayedShare + VeryLateShare is 1.2")]
    [InlineData("Disorder.MaxDelayMs is 0")]
    public void A_field_that_makes_no_traffic_is_refused_by_name(string message)
    {
        var good = new Workload();
        Workload[] bad =
        [
            good with { EventsPerSecond = -1 }, good with { Producers = 0 }, good with { DurationMs = 0 }, good with { Partitions = 0 },
            good with { Ads = 0 }, good with { Speed = 0 }, good with { StartMs = -1 },
            good with { Clicks = new(1.5) }, good with { Clicks = new(0.1, double.NaN) },
            good with { Disorder = new(-0.1) }, good with { Disorder = new(0.6, VeryLateShare: 0.6) },
            good with { Disorder = new(0.1, MaxDelayMs: 0) },
        ];
        var messages = bad.Select(w => Assert.Throws<ArgumentException>(() => EventSchedules.Create(w, DelayMs)).Message);
        Assert.Single(messages, m => m.Contains(message + ";", StringComparison.Ordinal));
    }

    [Fact]
    public void Trace_traffic_and_a_trace_go_together()
    {
        var trace = new Trace("t", [new TraceRow(0)], [], [], []);
        Assert.Throws<ArgumentException>(() => EventSchedules.Create(new Workload { Traffic = TrafficKind.Trace }, DelayMs));
        Assert.Throws<ArgumentException>(() => EventSchedules.Create(new Workload(), DelayMs, trace));
    }

    private static List<ScheduledEvent> Events(Workload workload) => Drain(EventSchedules.Create(workload, DelayMs).Merged());

    private static List<ScheduledEvent> Drain(IEventSchedule schedule)
    {
        var events = new List<ScheduledEvent>();
        while (schedule.TryNext(out var e)) events.Add(e);
        return events;
    }

    private sealed class ListSchedule(ScheduledEvent[] events) : IEventSchedule
    {
        private int _next;

        public bool TryNext(out ScheduledEvent next)
        {
            next = _next < events.Length ? events[_next] : default;
            return _next++ < events.Length;
        }
    }
}
