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
