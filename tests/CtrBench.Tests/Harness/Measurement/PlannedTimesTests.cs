using System.Text.Json;
using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class PlannedTimesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void The_plan_is_the_same_however_far_a_producer_is_behind(int behind)
    {
        var workload = new Workload { Producers = 3, EventsPerSecond = 3_000, DurationMs = 30_000 };
        var expected = new ScheduleStatistics(workload);
        var merged = EventSchedules.Create(workload, 0).Merged();
        while (merged.TryNext(out var next)) expected.Add(next);

        var planned = new PlannedTimes(workload);
        List<List<ScheduledEvent>> producers = [.. EventSchedules.Create(workload, 0).PerProducer().Select(All)];
        for (var i = 0; i < producers.Max(p => p.Count) + behind; i++)
        {
            foreach (var (p, events) in producers.Index())
            {
                var at = p == 1 ? i - behind : i;
                if (at >= 0 && at < events.Count) planned.Add(events[at]);
            }
        }

        Assert.Equal(JsonSerializer.Serialize(expected.Summary()), JsonSerializer.Serialize(planned.Summary()));
    }

    private static List<ScheduledEvent> All(IEventSchedule schedule)
    {
        var events = new List<ScheduledEvent>();
        while (schedule.TryNext(out var next)) events.Add(next);
        return events;
    }
}
