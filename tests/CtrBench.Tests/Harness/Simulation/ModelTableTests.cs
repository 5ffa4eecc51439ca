using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>
/// The latency formulas L2 and L3 against the simulation: mean T1 - e within 2 % of the model table of docs/semantics.md.
/// </summary>
public sealed class ModelTableTests
{
    private static readonly Workload Traffic = new() { Traffic = TrafficKind.Spp, DurationMs = 420_000, Ads = 20_000, Clicks = new ClickModel(0) };

    [Theory]
    [InlineData(1_000, 0, 300, 20.71)]
    [InlineData(1_000, 0, 1_000, 22.17)]
    [InlineData(1_000, 1_000, 500, 22.40)]
    [InlineData(1_000, 5_000, 1_000, 30.80)]
    [InlineData(1_000, 10_000, 1_000, 40.80)]
    [InlineData(1_000, 3_000, 1_000, 25.80)]
    [InlineData(1_000, 2_000, 3_000, 26.77)]
    [InlineData(2, 0, 300, 21.12)]
    public void Micro_batches_take_as_long_as_L2_predicts(double eventsPerSecond, long triggerMs, double batchMs, double expectedSeconds)
    {
        // A spread of 5 % makes the phases of windows and back-to-back batches meet in every way, as the table's mean supposes; a fixed
        // interval has no phase to spread.
        var profile = CostProfile.Instant(EngineId.MicroBatch) with
        {
            BatchFixedMs = batchMs,
            ResultShare = 0.8,
            BatchSpread = triggerMs == 0 || triggerMs < batchMs ? 0.05 : 0,
        };
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
        var workload = Traffic with { EventsPerSecond = eventsPerSecond, DurationMs = eventsPerSecond < 10 ? 36_000_000 : Traffic.DurationMs };
        AssertMean(expectedSeconds, new SimulationRig().Run(EngineId.MicroBatch, workload, query, profile), query);
    }

    [Theory]
    [InlineData(1_000, 1, 20.15)]
    [InlineData(1_000, 8, 20.17)]
    [InlineData(10, 8, 22.3)]
    [InlineData(1, 10, 49.6)]
    public void Continuous_results_take_as_long_as_L3_predicts(double eventsPerSecond, int partitions, double expectedSeconds)
    {
        var query = new CtrQuery { Continuous = new ContinuousSettings { EmitIntervalMs = 200, BufferTimeoutMs = 100 } };
        var workload = Traffic with
        {
            EventsPerSecond = eventsPerSecond,
            Partitions = partitions,
            DurationMs = eventsPerSecond < 100 ? 86_400_000 : Traffic.DurationMs,
        };
        AssertMean(expectedSeconds, new SimulationRig().Run(EngineId.Continuous, workload, query, CostProfile.Instant(EngineId.Continuous)), query);
    }

    // L1: no single window can be below its delay.
    private static void AssertMean(double expectedSeconds, IReadOnlyList<double> latenciesMs, CtrQuery query)
    {
        Assert.True(latenciesMs.Count > 30, $"only {latenciesMs.Count} windows");
        Assert.True(latenciesMs.Min() >= query.WatermarkDelayMs - 1, $"a window at {latenciesMs.Min()} ms");
        Assert.InRange(latenciesMs.Average() / 1000, expectedSeconds * 0.98, expectedSeconds * 1.02);
    }
}
