using CtrBench.Harness.Running;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>
/// The shipped profiles against four means of T1 - e - D measured live on the engines they were taken from: regular traffic, dealt to the
/// partitions in turn
/// (docs/profiles.md). Within 15 %.
/// </summary>
public sealed class ProfileCheckTests
{
    [Theory]
    [InlineData("continuous", 1_000, 2, 1_000, 164)]
    [InlineData("microbatch", 1_000, 2, 1_000, 1_819)]
    [InlineData("continuous", 20, 4, 0, 340)]
    [InlineData("microbatch", 20, 4, 0, 1_188)]
    public void The_shipped_profile_predicts_the_live_mean(string name, int eventsPerSecond, int partitions, long triggerMs, double measuredMs)
    {
        var engine = EngineId.Find(name)!;
        var query = new CtrQuery
        {
            MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs },
            Continuous = new ContinuousSettings { SourceParallelism = 2 },
        };
        var workload = new Workload { EventsPerSecond = eventsPerSecond, Partitions = partitions, DurationMs = eventsPerSecond > 100 ? 600_000 : 3_600_000 };
        var latencies = new SimulationRig().Run(
            engine, new RegularSchedule(workload), ad => ad, workload, query, ProfileCatalog.Find(engine, null));
        Assert.InRange(latencies.Average() - query.WatermarkDelayMs, measuredMs * 0.85, measuredMs * 1.15);
        TestContext.Current.TestOutputHelper!.WriteLine($"{engine} {eventsPerSecond}/s: predicted {latencies.Average() - query.WatermarkDelayMs:0}, measured {measuredMs}");
    }

    /// <summary>An event every 1/rate seconds, ad = partition, in turn.</summary>
    private sealed class RegularSchedule(Workload workload) : IEventSchedule
    {
        private long _sent;

        public bool TryNext(out ScheduledEvent next)
        {
            var offsetMs = _sent * 1000 / (long)workload.EventsPerSecond;
            var timeMs = workload.StartMs + offsetMs;
            next = new ScheduledEvent(timeMs * 1_000_000, timeMs, _sent, 0, (int)(_sent % workload.Partitions), EventKind.View, 0);
            _sent++;
            return offsetMs < workload.DurationMs;
        }
    }
}
