using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Harness.Simulation;

public sealed class SimulationCostTests : ISimulationOutput
{
    private const long StartMs = 1_700_000_000_000;
    private readonly List<double> _appendMs = [];
    private readonly List<MicroBatchReport> _batches = [];

    void ISimulationOutput.Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
    {
    }

    void ISimulationOutput.Result(in WindowResult result, double appendMs, double arrivedMs) => _appendMs.Add(appendMs);

    void ISimulationOutput.Watermark(in WatermarkStep step)
    {
    }

    void ISimulationOutput.Batch(MicroBatchReport report) => _batches.Add(report);

    [Fact]
    public void A_backlog_of_rows_takes_the_cost_of_each_row()
    {
        // 100,000 rows at once, then the one that closes their window: 1.65 us each is 165 ms.
        var events = Enumerable.Range(0, 100_001).Select(i => Event(StartMs, i < 100_000 ? StartMs : StartMs + 10_000));
        var query = new CtrQuery
        {
            WindowMs = 1_000,
            WatermarkDelayMs = 0,
            Continuous = new() { EmitStrategy = EmitStrategy.OnEvent, EmitIntervalMs = 0, BufferTimeoutMs = 0 },
        };
        var profile = CostProfile.Instant(EngineId.Continuous) with { RowUs = 1.65 };
        Assert.False(new ContinuousSimulation(Input(query, profile, events), this).RunUntil(StartMs + 60_000));
        Assert.Equal(StartMs + 100_001 * 1.65e-3, Assert.Single(_appendMs), tolerance: 1e-3);
    }

    [Fact]
    public void A_minimum_of_records_holds_rows_back_no_longer_than_its_delay()
    {
        // One row at 0 s, which the first full batch takes; one at 1 s, alone until the next comes at 20 s: the delay of 3 s ends its wait
        // (S25).
        var events = new[] { 0, 1_000, 20_000, 20_100 }.Select(ms => Event(StartMs + ms, StartMs + ms));
        var query = new CtrQuery
        {
            MicroBatch = new() { TriggerIntervalMs = 100, MinOffsetsPerTrigger = 2, MaxTriggerDelayMs = 3_000, NoDataBatches = false },
        };
        Assert.False(new MicroBatchSimulation(Input(query, CostProfile.Instant(EngineId.MicroBatch), events), this).RunUntil(StartMs + 60_000));
        Assert.Equal(4, _batches.Sum(b => b.InputRows));
        Assert.All(_batches, batch => Assert.InRange(batch.StartedMs - StartMs, -10, 24_000));
        Assert.Contains(_batches, batch => batch.InputRows == 1 && batch.StartedMs - StartMs is > 1_000 and < 4_100);
    }

    [Fact]
    public void Available_now_runs_its_batches_back_to_back()
    {
        var events = Enumerable.Range(0, 100).Select(_ => Event(StartMs - 1_000, StartMs));
        var query = new CtrQuery { MicroBatch = new() { TriggerIntervalMs = 1_000, AvailableNow = true, MaxOffsetsPerTrigger = 10 } };
        var profile = CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 5 };
        Assert.False(new MicroBatchSimulation(Input(query, profile, events), this).RunUntil(StartMs + 60_000));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => StartMs + i * 5L), _batches.Take(10).Select(b => b.StartedMs));
    }

    private static SimulationInput Input(CtrQuery query, CostProfile profile, IEnumerable<ScheduledEvent> events) => new()
    {
        Query = query,
        Profile = profile,
        Schedule = new GivenSchedule(events),
        PartitionOf = _ => 0,
        KeyOf = _ => 0,
        Partitions = 1,
        EngineStartMs = StartMs,
        Seed = 1,
    };

    private static ScheduledEvent Event(long dueMs, long eventTimeMs) => new(dueMs * 1_000_000, eventTimeMs, 0, 0, 0, EventKind.View, 0);
}
