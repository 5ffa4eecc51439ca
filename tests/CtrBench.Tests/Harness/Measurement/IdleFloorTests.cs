using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>The floor knows the idle rule: no simulated run with an idle timeout has a result below it, or one that is called wrong.</summary>
public sealed class IdleFloorTests
{
    [Theory]
    [InlineData(2, 8, 2_000, 1_000, 200, 1, 0)]
    [InlineData(1, 4, 500, 0, 50, 1, 0.2)]
    [InlineData(1, 4, 5_000, 1_000, 2_000, 2, 0)]
    [InlineData(3, 6, 1_000, 3_000, 200, 3, 0.3)]
    [InlineData(50, 4, 100, 1_000, 20, 4, 0.5)]
    public void No_result_is_below_it(
        double perSecond, int partitions, long idleMs, long delayMs, long tickMs, int readers, double disorder)
    {
        foreach (var (strategy, seed) in from strategy in Enum.GetValues<EmitStrategy>() from seed in Enumerable.Range(1, 3) select (strategy, seed))
        {
            var query = new CtrQuery
            {
                WatermarkDelayMs = delayMs,
                Continuous = new ContinuousSettings
                {
                    IdleTimeoutMs = idleMs,
                    EmitIntervalMs = tickMs,
                    SourceParallelism = readers,
                    EmitStrategy = strategy,
                },
            };
            var workload = new Workload
            {
                EventsPerSecond = perSecond,
                Partitions = partitions,
                DurationMs = 1_800_000,
                Seed = (ulong)seed,
                Disorder = new DisorderModel(disorder, 2_000, 20_000),
            };
            var profile = CostProfile.Instant(EngineId.Continuous) with { RowUs = 1.65, EmitFixedMs = 13, TickDriftMs = 0.5 };
            var metrics = Analyzer.Analyze(SimulatedContents.Of(profile, workload, query, seed: 1));
            Assert.DoesNotContain(metrics.Findings, finding => finding.Severity == Severity.Error && finding.Code != "below-delay");
        }
    }
}
