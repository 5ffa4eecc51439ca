using CsCheck;
using CtrBench.Harness.Advice;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Advice;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>The rows that a twin says it dropped are those that it dropped, and the delay that keeps them does.</summary>
public sealed class LateRowsTests : ISimulationOutput
{
    private readonly List<WatermarkStep> _steps = [];

    public static TheoryData<string, AggregationPhase, int, long> Cases() => new()
    {
        { "microbatch", AggregationPhase.TwoPhase, 1, 1_000 },
        { "microbatch", AggregationPhase.TwoPhase, 3, 0 },
        { "continuous", AggregationPhase.OnePhase, 3, 0 },
        { "continuous", AggregationPhase.TwoPhase, 1, 0 },
        { "continuous", AggregationPhase.TwoPhase, 4, 0 },
        { "continuous", AggregationPhase.Legacy, 2, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_row_that_is_dropped_is_listed_with_the_watermark_that_decided(
        string engine, AggregationPhase phase, int partitions, long triggerMs)
    {
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, kind) =>
        {
            var rows = ArrivedRowsRig.Random(seed, kind, partitions, 2_000);
            var query = Query(phase, kind, partitions, triggerMs) with { WatermarkDelayMs = 500 };
            var (late, counters) = Run(engine, rows, query, seed);
            Assert.Equal(counters.LateRecords, late.Rows);
            Assert.Equal(counters.LateRecords, late.Listed.Count);
            Assert.All(late.Listed, row =>
            {
                var boundMs = engine == "microbatch" ? row.WatermarkMs : row.WatermarkMs + 1;
                Assert.True(TumblingWindows.End(row.WindowStartMs, query.WindowMs) <= boundMs);
                Assert.Equal(TumblingWindows.Start(row.EventTimeMs, query.WindowMs), row.WindowStartMs);
                // Two readers of a tick raise the watermark one after the other, in one step.
                Assert.Contains(_steps, step => partitions > 1 && engine == "continuous"
                    ? step.WatermarkMs >= row.WatermarkMs : step.WatermarkMs == row.WatermarkMs);
            });
            // Each row is in the list once, under its own offset.
            Assert.Equal(late.Listed.Count, late.Listed.Select(row => (row.Partition, row.Offset)).Distinct().Count());
            var times = TimesByOffset(rows);
            Assert.All(late.Listed, row => Assert.Equal(times[(row.Partition, row.Offset!.Value)], row.EventTimeMs));
        }, iter: 6, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_delay_that_keeps_all_of_them_keeps_them(string engine, AggregationPhase phase, int partitions, long triggerMs)
    {
        Gen.ULong.Sample(seed =>
        {
            var rows = ArrivedRowsRig.Random(seed, 0, partitions, 2_000);
            var query = Query(phase, 0, partitions, triggerMs) with { WatermarkDelayMs = 200 };
            var late = Run(engine, rows, query, seed).Late;
            var kept = late.KeptByDelayMs(query.WatermarkDelayMs);
            Assert.NotNull(kept);
            var then = Run(engine, rows, query with { WatermarkDelayMs = kept.Value }, seed).Late.Rows;
            if (phase == AggregationPhase.TwoPhase && engine == "continuous")
            {
                // A local aggregate is flushed where its reader passes a window's end, which another delay moves to other rows.
                Assert.InRange(then, 0, late.Rows / 10);
                return;
            }

            Assert.Equal(0, then);
            Assert.NotEqual(0, Run(engine, rows, query with { WatermarkDelayMs = kept.Value - 1 }, seed).Late.Rows);
        }, iter: 6, threads: 1);
    }

    [Fact]
    public void More_rows_than_can_be_listed_are_counted()
    {
        var late = new LateRows();
        for (var i = 0; i < LateRows.MostListed + 5; i++)
        {
            late.List(new LateRow(0, i, 0, 0, 10_000, 1));
            late.Count(1, 3);
        }

        Assert.Equal(LateRows.MostListed, late.Listed.Count);
        Assert.Equal(LateRows.MostListed + 5, late.Rows);
        Assert.Equal(1_004, late.KeptByDelayMs(1_000));
    }

    private (LateRows Late, ProcessorCounters Counters) Run(string engine, ArrivedRows rows, CtrQuery query, ulong seed)
    {
        _steps.Clear();
        var late = new LateRows();
        var id = EngineId.Find(engine)!;
        var simulation = Simulations.Of(id.Family, new SimulationInput
        {
            Query = query,
            Profile = CostProfile.Instant(id),
            Schedule = rows.Schedule(rows.Count),
            PartitionOf = ad => ad,
            KeyOf = _ => 0,
            Partitions = rows.Partitions,
            EngineStartMs = rows.ArrivalNs[0] / 1_000_000 - 2_000,
            Seed = seed,
            LateRows = late,
        }, this);
        simulation.RunUntil(long.MaxValue / 2_000_000);
        return (late, simulation.Counters);
    }

    private static Dictionary<(int, long), long> TimesByOffset(ArrivedRows rows)
    {
        var next = new long[rows.Partitions];
        var times = new Dictionary<(int, long), long>();
        for (var i = 0; i < rows.Count; i++) times[(rows.Partition[i], next[rows.Partition[i]]++)] = rows.EventTimeMs[i];
        return times;
    }

    private static CtrQuery Query(AggregationPhase phase, int kind, int partitions, long triggerMs) => new()
    {
        WindowMs = kind == 1 ? 3_000 : 2_000,
        MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs },
        Continuous = new ContinuousSettings
        {
            AggregationPhase = phase,
            IdleTimeoutMs = kind == 2 ? 2_000 : 0,
            SourceParallelism = Math.Min(partitions, 2),
        },
    };

    void ISimulationOutput.Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
    {
    }

    void ISimulationOutput.Result(in WindowResult result, double appendMs, double arrivedMs)
    {
    }

    void ISimulationOutput.Watermark(in WatermarkStep step) => _steps.Add(step);

    void ISimulationOutput.Batch(MicroBatchReport report)
    {
    }
}
