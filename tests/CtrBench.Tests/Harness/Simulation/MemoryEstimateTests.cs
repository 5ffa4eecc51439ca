using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Simulation;

public sealed class MemoryEstimateTests
{
    private static readonly CostProfile Slow =
        new() { Name = "slow", Engine = EngineId.MicroBatch, TakenOn = "nowhere", BatchFixedMs = 500, BatchRowUs = 4 };

    // Measured: 24 million events with all but 240,000 waiting took 1.2 GB, 60 million in an overloaded run 2.7 GB.
    [Theory]
    [InlineData(100_000, 240_000, 1_000L, 1.0, 1.4)]
    [InlineData(2_000_000, 30_000, null, 2.4, 3.2)]
    [InlineData(5_000, 600_000, null, 0, 0.1)]
    public void A_backlog_is_estimated(double perSecond, long durationMs, long? maxOffsets, double leastGb, double mostGb)
    {
        var estimate = MemoryEstimate.Of(Manifest(perSecond, durationMs, new CtrQuery { MicroBatch = new() { MaxOffsetsPerTrigger = maxOffsets } }), 1, 31, null, Slow);
        Assert.InRange(estimate.Bytes / 1e9, leastGb, mostGb);
    }

    [Fact]
    public void A_delay_of_a_century_holds_the_windows_of_its_closing_events_only()
    {
        var query = new CtrQuery { WatermarkDelayMs = 36_500L * 86_400_000, WindowMs = 500 };
        var estimate = MemoryEstimate.Of(Manifest(100, 60_000, query), 1, 90, null, Slow);
        Assert.InRange(estimate.Windows, 121 + 90, 121 + 94);
    }

    [Fact]
    public void Grouping_by_a_million_ads_needs_a_cell_for_each_in_every_window()
    {
        var estimate = MemoryEstimate.Of(Manifest(5_000, 600_000, new CtrQuery()), 1_000_000, 31, null, Slow);
        Assert.Equal(61e6, estimate.Cells);
        Assert.InRange(estimate.Windows, 2.7e6, 3.1e6);
    }

    [Fact]
    public void A_collection_of_described_traffic_is_rejected_in_advance_and_one_that_fits_is_not()
    {
        var workload = new Workload { EventsPerSecond = 5_000, DurationMs = 600_000, Ads = 1_000_000 };
        var sent = new TrafficFacts(workload, 1_700_000_000_000, 1_700_000_600_000, 1_700_000_600_000, Producer: null);
        MemoryLimit.ThrowUnlessFits(sent, new CtrQuery(), 4_000_000_000);
        var refusal = Assert.Throws<UsageException>(() => MemoryLimit.ThrowUnlessFits(sent, new CtrQuery { GroupBy = GroupField.AdId }, 4_000_000_000));
        Assert.StartsWith("this run needs about 6.8 GB of memory, and 4 GB are there: 0 rows that wait for the engine", refusal.Message);
    }

    private static RunManifest Manifest(double perSecond, long durationMs, CtrQuery query) => new()
    {
        RunId = "r",
        Workload = new Workload { EventsPerSecond = perSecond, DurationMs = durationMs },
        Query = query,
        StartMs = 1_700_000_000_000,
        TrafficEndMs = 1_700_000_000_000 + durationMs,
    };
}
