using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class AdEventFactoryTests
{
    [Fact]
    public void An_event_has_the_texts_of_its_ad_and_producer_and_the_times_given()
    {
        var schedules = EventSchedules.Create(new Workload { Producers = 3 }, 20_000);
        var e = new AdEventFactory(schedules).Create(new ScheduledEvent(5_000_000, 4, 17, 2, 33, EventKind.Click, 0), 99);
        Assert.Equal(("producer-2", "ad-33"), (e.ProducerId.ToString(), e.AdId.ToString()));
        var ad = schedules.Catalog[33];
        Assert.Equal((ad.PageId.ToString(), ad.AdType.ToString()), (e.PageId.ToString(), e.AdType.ToString()));
        Assert.Equal((EventKind.Click, 4, 99), (e.Kind, e.EventTimeMs, e.ProducerTimestampNs));
        Assert.StartsWith("user-", e.UserId.ToString());
    }

    [Fact]
    public void Closing_events_name_themselves()
    {
        var schedules = EventSchedules.Create(new Workload(), 20_000);
        Assert.True(schedules.Closing(10_000).TryNext(out var closing));
        Assert.Equal("closing", new AdEventFactory(schedules).Create(closing, 0).ProducerId.ToString());
    }

    [Fact]
    public void Addresses_come_from_the_documentation_ranges_and_users_spread()
    {
        var schedules = EventSchedules.Create(new Workload { Producers = 2, DurationMs = 4_000 }, 20_000);
        var factory = new AdEventFactory(schedules);
        var merged = schedules.Merged();
        var addresses = new HashSet<uint>();
        var users = new HashSet<string>();
        while (merged.TryNext(out var scheduled))
        {
            var e = factory.Create(scheduled, 0);
            addresses.Add(e.IpAddress);
            users.Add(e.UserId.ToString());
        }
        Assert.All(addresses, a => Assert.Contains(a & 0xFFFFFF00, new uint[] { 0xC0000200, 0xC6336400, 0xCB007100 }));
        Assert.Equal(768, addresses.Count);
        Assert.InRange(users.Count, 8_000, 9_200);
    }

    [Fact]
    public void A_click_has_the_user_and_the_address_of_its_view()
    {
        var schedules = EventSchedules.Create(new Workload { DurationMs = 30_000 }, 20_000);
        var factory = new AdEventFactory(schedules);
        var merged = schedules.Merged();
        var views = new Dictionary<int, AdEvent>();
        var clicks = 0;
        while (merged.TryNext(out var scheduled))
        {
            var e = factory.Create(scheduled, 0);
            if (e.Kind == EventKind.View)
            {
                views.Add(scheduled.Visitor, e);
                continue;
            }
            clicks++;
            var view = views[scheduled.Visitor];
            Assert.Equal((view.UserId.ToString(), view.IpAddress), (e.UserId.ToString(), e.IpAddress));
            Assert.Equal(view.AdId.ToString(), e.AdId.ToString());
        }
        Assert.True(clicks > 1_000);
    }
}
