using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

/// <summary>Scenarios change the traffic as docs/traps.md says, and nothing else of it.</summary>
public sealed class ScenarioScheduleTests
{
    private const long FromNs = (StartMs + 30_000) * 1_000_000;
    private const long StartMs = 1_700_000_000_000;

    private static readonly Workload Plain = new()
    {
        EventsPerSecond = 100,
        Producers = 2,
        Partitions = 3,
        DurationMs = 120_000,
        StartMs = StartMs,
        Ads = 50,
    };

    [Theory]
    [InlineData(nameof(ScenarioKind.FutureRow))]
    [InlineData(nameof(ScenarioKind.LaggingPartition))]
    [InlineData(nameof(ScenarioKind.IdlePartition))]
    [InlineData(nameof(ScenarioKind.WrongClock))]
    [InlineData(nameof(ScenarioKind.RestartBacklog))]
    public void Events_are_in_order_within_the_traffic_and_begin_as_without_a_scenario(string name)
    {
        var kind = Enum.Parse<ScenarioKind>(name);
        var (plain, events) = (Events(Plain), Events(kind));
        Assert.Equal(events.OrderBy(e => e.DueNs).Select(e => e.DueNs), events.Select(e => e.DueNs));
        Assert.All(events, e => Assert.InRange(e.DueNs, StartMs * 1_000_000, (StartMs + 120_000) * 1_000_000));
        Assert.Equal(plain.TakeWhile(e => e.DueNs < FromNs), events.TakeWhile(e => e.DueNs < FromNs));
        Assert.NotEqual(plain, events);
        // Each event once; none is added.
        Assert.Subset(plain.Select(Id).ToHashSet(), events.Select(Id).ToHashSet());
        Assert.Equal(events.Count, events.Select(Id).Distinct().Count());
        if (kind != ScenarioKind.IdlePartition) Assert.Equal(plain.Count, events.Count);
    }

    [Fact]
    public void One_row_is_from_the_future()
    {
        var changed = Changed(ScenarioKind.FutureRow);
        var (before, after) = Assert.Single(changed);
        Assert.Equal(before.EventTimeMs + 3_600_000, after.EventTimeMs);
        Assert.Equal((0, before.DueNs), (after.Producer, after.DueNs));
    }

    [Fact]
    public void One_producer_has_a_wrong_clock()
    {
        var changed = Changed(ScenarioKind.WrongClock);
        Assert.Equal(Events(Plain).Count(e => e.Producer == 0 && e.DueNs >= FromNs), changed.Count);
        Assert.All(changed, pair => Assert.Equal((0, pair.Before.EventTimeMs + 30_000), (pair.After.Producer, pair.After.EventTimeMs)));
    }

    [Fact]
    public void One_partition_lags_and_catches_up()
    {
        var partitionOf = PartitionOf();
        var changed = Changed(ScenarioKind.LaggingPartition);
        Assert.All(changed, pair => Assert.Equal((0, pair.Before.EventTimeMs), (partitionOf(pair.Before), pair.After.EventTimeMs)));
        var ofIt = Events(ScenarioKind.LaggingPartition).Where(e => partitionOf(e) == 0).ToList();
        // A minute of silence, and then that minute in six seconds.
        Assert.DoesNotContain(ofIt, e => e.DueNs >= FromNs && e.DueNs < FromNs + 60_000_000_000);
        var paused = Events(Plain).Count(e => partitionOf(e) == 0 && e.DueNs >= FromNs && e.DueNs < FromNs + 60_000_000_000);
        Assert.Equal(paused, ofIt.Count(e => e.DueNs >= FromNs + 60_000_000_000 && e.DueNs < FromNs + 66_000_000_000));
    }

    [Fact]
    public void A_backlog_comes_partition_by_partition()
    {
        var partitionOf = PartitionOf();
        var events = Events(ScenarioKind.RestartBacklog);
        Assert.DoesNotContain(events, e => e.DueNs >= FromNs && e.DueNs < FromNs + 60_000_000_000);
        var backlog = events.Where(e => e.DueNs >= FromNs + 60_000_000_000 && e.DueNs < FromNs + 72_000_000_000)
            .Where(e => e.EventTimeMs < StartMs + 90_000).ToList();
        Assert.Equal([0, 1, 2], backlog.Select(partitionOf).Distinct());
        // Partition 1 has its turn from the fourth second to the eighth.
        Assert.All(backlog.Where(e => partitionOf(e) == 1), e => Assert.InRange(e.DueNs - FromNs, 64_000_000_000, 68_000_000_000));
    }

    [Fact]
    public void An_idle_partition_has_no_event_for_a_while()
    {
        var partitionOf = PartitionOf();
        var missing = Events(Plain).Select(Id).Except(Events(ScenarioKind.IdlePartition).Select(Id)).ToHashSet();
        var left = Events(Plain).Where(e => missing.Contains(Id(e))).ToList();
        Assert.All(left, e => Assert.Equal(0, partitionOf(e)));
        // Two minutes would go beyond the traffic: it ends with three quarters of it.
        Assert.Equal(Events(Plain).Count(e => partitionOf(e) == 0 && e.DueNs >= FromNs && e.DueNs < FromNs + 60_000_000_000), left.Count);
    }

    [Theory]
    [InlineData(nameof(ScenarioKind.WrongClock), 1, 2)]
    [InlineData(nameof(ScenarioKind.IdlePartition), 2, 1)]
    [InlineData(nameof(ScenarioKind.LaggingPartition), 2, 1)]
    [InlineData(nameof(ScenarioKind.RestartBacklog), 2, 1)]
    public void A_scenario_that_would_be_about_all_is_refused(string name, int producers, int partitions)
    {
        var kind = Enum.Parse<ScenarioKind>(name);
        var workload = Plain with { Producers = producers, Partitions = partitions, Scenario = new Scenario(kind, 1_000) };
        Assert.Throws<ArgumentException>(workload.ThrowUnlessValid);
    }

    private static List<(ScheduledEvent Before, ScheduledEvent After)> Changed(ScenarioKind kind)
    {
        var after = Events(kind).ToDictionary(Id);
        return [.. Events(Plain).Where(e => after[Id(e)] != e).Select(e => (e, after[Id(e)]))];
    }

    private static Func<ScheduledEvent, int> PartitionOf()
    {
        var catalog = EventSchedules.Create(Plain, 20_000).Catalog;
        return e => catalog.PartitionOf(e.Ad);
    }

    private static (int, long) Id(ScheduledEvent e) => (e.Producer, e.Sequence);

    private static List<ScheduledEvent> Events(ScenarioKind kind) =>
        Events(Plain with { Scenario = new Scenario(kind, Scenario.StandardMs(kind)) });

    private static List<ScheduledEvent> Events(Workload workload)
    {
        var schedule = EventSchedules.Create(workload, 20_000).Merged();
        var events = new List<ScheduledEvent>();
        while (schedule.TryNext(out var next)) events.Add(next);
        return events;
    }
}
