using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Traces;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Traces;

public sealed class TraceReplayTests
{
    private const long StartMs = 1_000_000;

    [Fact]
    public void Events_come_at_the_start_plus_the_traces_own_time_over_the_speed()
    {
        var schedules = Schedules("event_time_ms,ad_id,click\n500,a,0\n700,b,0\n1700,a,0\n", new Workload { Speed = 2 });
        var events = Drain(schedules.Merged());
        Assert.Equal([0, 100, 600], events.Select(e => e.EventTimeMs - StartMs));
        Assert.Equal(["a", "b", "a"], events.Select(e => schedules.Catalog[e.Ad].AdId.ToString()));
        Assert.Equal(StartMs + 601, schedules.TrafficEndMs);
    }

    [Fact]
    public void The_duration_bounds_replayed_time()
    {
        var schedules = Schedules("event_time_ms\n0\n100\n200\n", new Workload { DurationMs = 200 });
        Assert.Equal(2, Drain(schedules.Merged()).Count);
        Assert.Equal(StartMs + 200, schedules.TrafficEndMs);
    }

    [Fact]
    public void A_flagged_view_gets_an_extra_click_of_the_same_ad_user_and_address_in_order_of_time()
    {
        var lines = Enumerable.Range(0, 2_000).Select(i => $"{i * 50},ad{i % 3},user{i},{(i % 4 == 0 ? 1 : 0)}");
        var workload = new Workload { Producers = 3, Clicks = new(0.5, 1_000) };
        var schedules = Schedules("event_time_ms,ad_id,user_id,click\n" + string.Join('\n', lines), workload);
        var factory = new AdEventFactory(schedules);
        var events = Drain(schedules.Merged());
        Assert.Equal(2_000, events.Count(e => e.Kind == EventKind.View));
        var clicks = events.Where(e => e.Kind == EventKind.Click).ToArray();
        Assert.InRange(clicks.Length, 485, 500);
        Assert.All(clicks, c => Assert.Equal(0, c.Visitor % 4));
        Assert.InRange(clicks.Average(c => c.EventTimeMs - StartMs - c.Visitor * 50.0), 850, 1_150);
        Assert.Equal(events.OrderBy(e => e.DueNs).Select(e => e.DueNs), events.Select(e => e.DueNs));
        foreach (var click in clicks)
        {
            var view = factory.Create(events.Single(e => e.Kind == EventKind.View && e.Visitor == click.Visitor), 0);
            var made = factory.Create(click, 0);
            Assert.Equal((view.AdId.ToString(), view.IpAddress), (made.AdId.ToString(), made.IpAddress));
            Assert.Equal($"user{click.Visitor}", made.UserId.ToString());
        }
    }

    [Fact]
    public void Click_rows_are_clicks_and_make_no_others()
    {
        var events = Drain(Schedules("event_time_ms,event_type\n1,view\n2,click\n3,impression\n", new Workload()).Merged());
        Assert.Equal([EventKind.View, EventKind.Click, EventKind.View], events.Select(e => e.Kind));
    }

    [Fact]
    public void A_trace_without_click_information_is_an_arrival_shape_whose_slots_the_click_model_fills()
    {
        var text = "event_time_ms,event_type\n" + string.Join('\n', Enumerable.Range(0, 5_000).Select(i => $"{i * 7},arrival"));
        var events = Drain(Schedules(text, new Workload { Clicks = new(0.2, 500) }).Merged());
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => StartMs + i * 7L), events.Select(e => e.EventTimeMs));
        Assert.InRange(events.Count(e => e.Kind == EventKind.Click), 700, 950);
    }

    [Fact]
    public void Missing_fields_are_filled_and_the_trace_is_dealt_to_the_producers_in_turn()
    {
        var text = "event_time_ms,ad_id,page,producer_id,click\n1,,home,,0\n2,x,,east,0\n3,,,,0\n4,x,,,0\n";
        var schedules = Schedules(text, new Workload { Producers = 2, Ads = 50 });
        var factory = new AdEventFactory(schedules);
        var events = Drain(schedules.Merged());
        var made = events.Select(e => factory.Create(e, 0)).ToArray();
        Assert.Equal([0, 1, 0, 1], events.Select(e => e.Producer));
        Assert.Equal(["producer-0", "east", "producer-0", "producer-1"], made.Select(e => e.ProducerId.ToString()));
        Assert.Equal("home", made[0].PageId.ToString());
        Assert.StartsWith("ad-", made[0].AdId.ToString());
        Assert.StartsWith("page-", made[1].PageId.ToString());
        Assert.Equal(events[1].Ad, events[3].Ad);
        Assert.All(made, e => Assert.NotEqual(0, e.AdType.Utf8.Length));
    }

    [Fact]
    public void Several_producers_replay_the_same_events_as_one()
    {
        var text = "event_time_ms\n" + string.Join('\n', Enumerable.Range(0, 1_000).Select(i => i * i));
        var one = Drain(Schedules(text, new Workload()).Merged()).Select(e => e.DueNs);
        Assert.Equal(one, Drain(Schedules(text, new Workload { Producers = 4 }).Merged()).Select(e => e.DueNs));
        Assert.Equal(one, Drain(Schedules(text, new Workload { Producers = 2_000 }).Merged()).Select(e => e.DueNs));
    }

    private static EventSchedules Schedules(string text, Workload workload) =>
        EventSchedules.Create(
            workload with { Traffic = TrafficKind.Trace, StartMs = StartMs, DurationMs = workload.DurationMs % 600_000 },
            20_000, TraceReader.Read(new StringReader(text), "test.csv"));

    private static List<ScheduledEvent> Drain(IEventSchedule schedule)
    {
        var events = new List<ScheduledEvent>();
        while (schedule.TryNext(out var e)) events.Add(e);
        return events;
    }
}
