using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Engines.Live;

/// <summary>The traffic of a scenario: rounded, the same for both kinds of run.</summary>
internal static class ScenarioTraffic
{
    /// <summary>One schedule a producer, the closing events last.</summary>
    public static IReadOnlyList<IEventSchedule> Each(LiveScenario scenario, EventSchedules schedules)
    {
        IEventSchedule[] all = [.. schedules.PerProducer(), schedules.Closing(scenario.Query.WindowMs)];
        return [.. all.Select((schedule, i) => new RoundedSchedule(schedule, i + 1, scenario.UnitNs))];
    }

    /// <summary>All of them as one.</summary>
    public static IEventSchedule Merged(LiveScenario scenario, EventSchedules schedules) => EventSchedules.Merge(Each(scenario, schedules));
}
