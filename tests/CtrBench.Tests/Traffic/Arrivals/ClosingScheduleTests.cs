using CsCheck;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class ClosingScheduleTests
{
    [Fact]
    public void Every_partition_gets_an_event_each_second_until_past_delay_and_window()
    {
        var schedules = EventSchedules.Create(new Workload { StartMs = 1_000_000, DurationMs = 12_345, Partitions = 3 }, 20_000);
        var events = Drain(schedules.Closing(10_000));
        Assert.Equal(1_020_000, schedules.ClosingStartMs(10_000));
        Assert.Equal(1_051_000, schedules.ClosingEndMs(10_000));
        Assert.Equal(3 * 32, events.Count);
        Assert.All(events, e => Assert.Equal((e.DueNs, ScheduledEvent.ClosingProducer), (e.EventTimeMs * 1_000_000, e.Producer)));
        for (var i = 0; i < events.Count; i++)
        {
            Assert.Equal(1_020_000 + i / 3 * 1_000, events[i].EventTimeMs);
            Assert.Equal(i % 3, schedules.Catalog.PartitionOf(events[i].Ad));
            Assert.Equal(i, events[i].Sequence);
        }
    }

    [Fact]
    public void They_start_on_a_window_after_the_traffic_and_end_late_enough_to_close_every_traffic_window() =>
        Gen.Select(Gen.Long[1, 100_000], Gen.Long[0, 50_000], Gen.Long[1, 100_000]).Sample((windowMs, delayMs, durationMs) =>
        {
            var schedules = EventSchedules.Create(new Workload { DurationMs = durationMs, EventsPerSecond = 1 }, delayMs);
            var events = Drain(schedules.Closing(windowMs));
            var start = schedules.ClosingStartMs(windowMs);
            return start % windowMs == 0 && start >= schedules.TrafficEndMs && start - schedules.TrafficEndMs < windowMs
                && events[0].EventTimeMs == start && events[^1].EventTimeMs == start + delayMs + windowMs + 1_000
                && events.Zip(events.Skip(2)).All(p => p.Second.EventTimeMs - p.First.EventTimeMs is >= 0 and <= 1_000);
        }, iter: 100);

    [Fact]
    public void A_delay_much_longer_than_the_traffic_leaves_out_the_time_in_which_no_window_can_close()
    {
        const long dayMs = 86_400_000;
        var workload = new Workload { StartMs = 1_700_000_000_000, DurationMs = 60_000, Partitions = 2, Disorder = new(0.1, 1_000, 5_000) };
        var schedules = EventSchedules.Create(workload, 30 * dayMs);
        var times = Drain(schedules.Closing(1_000)).Select(e => e.EventTimeMs).Distinct().ToList();
        // Every second for the longest window and a margin after the traffic, then from the moment at which the first window can close.
        var firstCloses = workload.StartMs - 5_000 + 30 * dayMs;
        Assert.Equal(schedules.ClosingStartMs(1_000), times[0]);
        Assert.Equal(schedules.ClosingEndMs(1_000), times[^1]);
        Assert.InRange(times.Count(ms => ms < firstCloses - 11_000), 11, 13);
        Assert.Equal(1_000, times.Where(ms => ms >= firstCloses - 9_000).Zip(times.Where(ms => ms >= firstCloses - 9_000).Skip(1)).Max(p => p.Second - p.First));
        Assert.InRange(times.Count, 60, schedules.ClosingSeconds(1_000));
    }

    [Fact]
    public void Nothing_is_left_out_where_events_may_be_as_late_as_the_delay()
    {
        var workload = new Workload { DurationMs = 1_000, Partitions = 1, Disorder = new(VeryLateShare: 0.1, VeryLateFromMs: 500) };
        Assert.Equal(1_002, Drain(EventSchedules.Create(workload, 1_000_000).Closing(1_000)).Count - 1);
    }

    [Fact]
    public void They_come_after_all_traffic_in_the_merged_schedule()
    {
        var events = Drain(EventSchedules.Create(new Workload { DurationMs = 1_000 }, 0).MergedWithClosing(1_000));
        var first = events.FindIndex(e => e.Producer == ScheduledEvent.ClosingProducer);
        Assert.InRange(first, 4_500, 5_500);
        Assert.All(events.Skip(first), e => Assert.Equal(ScheduledEvent.ClosingProducer, e.Producer));
    }

    private static List<ScheduledEvent> Drain(IEventSchedule schedule)
    {
        var events = new List<ScheduledEvent>();
        while (schedule.TryNext(out var e)) events.Add(e);
        return events;
    }
}
