using CtrBench.Windows;
using CtrBench.Windows.Testing;
using static CtrBench.Tests.Engines.Notation;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>The worked examples B1-B11 and X1 of docs/semantics.md, number by number, in every form where they apply.</summary>
public sealed class FlinkExamplesTests
{
    public static TheoryData<AggregationPhase> Forms => [AggregationPhase.TwoPhase, AggregationPhase.OnePhase, AggregationPhase.Legacy];

    [Theory]
    [MemberData(nameof(Forms))]
    public void B1_fires_1_ms_earlier_than_Spark(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("-", flink.Run("1000 v, 4000 c, 12000 v, 29998 v"));
        Assert.Equal("9998", Time(flink.WatermarkMs));
        Assert.Equal("[0) (1,1)", flink.Run("29999 v"));
        Assert.Equal("9999", Time(flink.WatermarkMs));
        Assert.Equal("-", flink.Run("30000 v"));
    }

    [Theory]
    [InlineData(AggregationPhase.Legacy, 2)]
    [InlineData(AggregationPhase.OnePhase, 2)]
    [InlineData(AggregationPhase.TwoPhase, 1)]
    public void B2_late_rows_are_lost_and_counted_in_the_forms_own_unit(AggregationPhase phase, int counter)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("-", flink.Run("1000 v, 29998 v, 3000 c"));
        Assert.Equal("9998", Time(flink.WatermarkMs));
        Assert.Equal("[0) (1,1)", flink.Run("29999 v"));
        Assert.Equal("-", flink.Run("9999 c, 10000 v, 9000 v"));
        Assert.Equal(phase == AggregationPhase.TwoPhase ? 0 : 2, flink.LateRecordsDropped);
        Assert.Equal("[10000) (1,0)", flink.Run("39999 v"));
        Assert.Equal((counter, 2, "19999"), (flink.LateRecordsDropped, flink.LateRows, Time(flink.WatermarkMs)));
        Assert.Equal("[20000) (2,0), [30000) (1,0)", WindowList(flink.EndInput()));
        Assert.Equal(phase == AggregationPhase.TwoPhase ? "[0) 2" : "[0) 1, [0) 1", WindowList(flink.LateWindows));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void B3_a_reader_takes_the_minimum_over_its_partitions(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase), partitions: 2);
        Assert.Equal("-", flink.Run("p0 1000 v"));
        Assert.Equal("-infinity", Time(flink.WatermarkMs));
        Assert.Equal("-", flink.Run("p1 2000 c, p0 35000 v"));
        Assert.Equal("-18000", Time(flink.WatermarkMs));
        Assert.Equal("-", flink.Run("p1 29998 v, p0 3000 c"));
        Assert.Equal("9998", Time(flink.WatermarkMs));
        Assert.Equal("[0) (1,2)", flink.Run("p1 29999 v"));
        flink.Run("p0 4000 c");
        flink.EndInput();
        Assert.Equal("[0) 1", WindowList(flink.LateWindows));
    }

    [Fact]
    public void B4_an_empty_partition_holds_the_watermark_for_ever()
    {
        var flink = FlinkTwin.Start(Flink(AggregationPhase.OnePhase, new()), partitions: 2);
        Assert.Equal("-", flink.Run("1000 v, 30000 v, 90000 v"));
        Assert.Equal("-", WindowList(flink.AdvanceTime(TimeSpan.FromDays(1))));
    }

    [Theory]
    [InlineData(EmitStrategy.OnEvent)]
    [InlineData(EmitStrategy.OnPeriodic)]
    public void B4_with_an_idle_timeout_it_is_left_out_at_the_first_tick_past_the_timeout(EmitStrategy emit)
    {
        var flink = FlinkTwin.Start(
            Flink(AggregationPhase.OnePhase, new() { EmitStrategy = emit, IdleTimeoutMs = 5_000, EmitIntervalMs = 200 }), partitions: 2);
        flink.Run("1000 v, 30000 v, 90000 v");
        Assert.Equal("-", WindowList(flink.AdvanceTime(TimeSpan.FromSeconds(5.2)))); // exactly 5.0 s after tick 0.2 s: not more than the timeout
        Assert.Equal("[0) (1,0), [30000) (1,0)", WindowList(flink.AdvanceTime(TimeSpan.FromSeconds(0.2))));
        Assert.Equal((5_400, "70000"), (flink.NowMs, Time(flink.WatermarkMs)));
        Assert.Equal("-", flink.Run("p1 65000 c"));
        Assert.Equal("[60000) 1", WindowList(flink.LateWindows));
        flink.Run("p1 70001 c");
        Assert.Equal("[70000) (0,1), [90000) (1,0)", WindowList(flink.EndInput()));
        Assert.Equal(1, flink.LateRows);
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase)]
    [InlineData(AggregationPhase.TwoPhase)]
    public void B5_on_periodic_publishes_the_maximum_at_the_tick(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase, new() { EmitStrategy = EmitStrategy.OnPeriodic }));
        flink.Run("1000 v");
        Assert.Equal("-", WindowList(flink.Tick()));
        Assert.Equal("-19000", Time(flink.WatermarkMs));
        Assert.Equal("-", flink.Run("35000 v, 2000 c, 28000 v"));
        Assert.Equal("[0) (1,1)", WindowList(flink.Tick()));
        Assert.Equal("15000", Time(flink.WatermarkMs));
        flink.Run("3000 c");
        Assert.Equal("[20000) (1,0), [30000) (1,0)", WindowList(flink.EndInput()));
        Assert.Equal(1, flink.LateRecordsDropped);
    }

    [Theory]
    [InlineData(AggregationPhase.Legacy, "[0) (2,1)")]
    [InlineData(AggregationPhase.OnePhase, "[0) (2,1)")]
    [InlineData(AggregationPhase.TwoPhase, "[0) (2,0)")]
    public void B6_with_two_readers_two_phase_loses_a_row_that_one_phase_takes(AggregationPhase phase, string window)
    {
        var flink = FlinkTwin.Start(
            Flink(phase, new() { EmitStrategy = EmitStrategy.OnEvent, SourceParallelism = 2 }), partitions: 2);
        Assert.Equal("-", flink.Run("p0 1000 v, p1 2000 v, p0 30000 v"));
        Assert.Equal("-18000", Time(flink.WatermarkMs));
        Assert.Equal("-", flink.Run("p0 3000 c"));
        Assert.Equal(window, flink.Run("p1 29999 v"));
        Assert.Equal("9999", Time(flink.WatermarkMs));
        Assert.Equal(0, flink.LateRecordsDropped);
        flink.Run("p0 39999 v");
        Assert.Equal(phase == AggregationPhase.TwoPhase ? 1 : 0, flink.LateRecordsDropped);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void B7_the_end_of_the_input_fires_every_open_window_in_order(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("-", flink.Run("1000 v, 12000 c, 23000 v"));
        Assert.Equal("[0) (1,0), [10000) (0,1), [20000) (1,0)", WindowList(flink.EndInput()));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void B8_a_jump_fires_several_windows_in_order_and_none_without_rows(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("[0) (1,1), [10000) (1,0), [20000) (1,0)", flink.Run("0 v, 9999 c, 10000 v, 25000 v, 95000 v"));
        Assert.Equal("75000", Time(flink.WatermarkMs));
    }

    [Theory]
    [InlineData(AggregationPhase.Legacy)]
    [InlineData(AggregationPhase.OnePhase)]
    public void B9_in_one_phase_each_late_row_counts_as_it_comes(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("[0) (1,0)", flink.Run("1000 v, 45000 v"));
        Assert.Equal("25000", Time(flink.WatermarkMs));
        var counter = new List<long>();
        foreach (var row in (string[])["2000 v", "3000 c", "4000 c", "11000 v", "49998 v", "49999 v"])
        {
            Assert.Equal("-", flink.Run(row));
            counter.Add(flink.LateRecordsDropped);
        }

        Assert.Equal([1, 2, 3, 4, 4, 4], counter);
    }

    [Fact]
    public void B9_in_two_phases_late_windows_count_when_the_local_aggregate_flushes()
    {
        var flink = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase));
        Assert.Equal("[0) (1,0)", flink.Run("1000 v, 45000 v"));
        Assert.Equal("-", flink.Run("2000 v, 3000 c, 4000 c, 11000 v, 49998 v"));
        Assert.Equal((0, "29998"), (flink.LateRecordsDropped, Time(flink.WatermarkMs)));
        Assert.Equal("-", flink.Run("49999 v"));
        Assert.Equal((2, 4, "[0) 3, [10000) 1"), (flink.LateRecordsDropped, flink.LateRows, WindowList(flink.LateWindows)));
    }

    [Fact]
    public void B9_a_checkpoint_between_two_late_rows_splits_the_count()
    {
        var flink = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase));
        flink.Run("1000 v, 45000 v, 2000 v, 3000 c");
        Assert.Equal(0, flink.LateRecordsDropped);
        flink.PassBarrier();
        Assert.Equal(1, flink.LateRecordsDropped);
        flink.Run("4000 c, 49998 v");
        Assert.Equal(1, flink.LateRecordsDropped);
        Assert.Equal("-", flink.Run("49999 v"));
        Assert.Equal((2, "[0) 2, [0) 1"), (flink.LateRecordsDropped, WindowList(flink.LateWindows)));
    }

    [Fact]
    public void B10_a_reader_without_a_partition_holds_everything_unless_idleness_is_on()
    {
        var without = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase, new() { SourceParallelism = 2 }));
        without.Run("1000 v, 95000 v");
        Assert.Equal("-", WindowList(without.AdvanceTime(TimeSpan.FromHours(1))));
        Assert.Null(without.WatermarkMs);

        var with = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase, new() { SourceParallelism = 2, IdleTimeoutMs = 2_000 }));
        with.Run("1000 v, 95000 v");
        Assert.Equal("-", WindowList(with.AdvanceTime(TimeSpan.FromSeconds(2.2))));
        Assert.Equal("[0) (1,0)", WindowList(with.AdvanceTime(TimeSpan.FromSeconds(0.2))));
        Assert.Equal("75000", Time(with.WatermarkMs));
    }

    [Fact]
    public void B11_a_window_is_out_at_the_tick_that_fires_it_whatever_checkpoints_do()
    {
        // The twin writes as an at-least-once sink and a read_uncommitted reader see it. What read_committed adds is the wait for the next
        // commit (F34), which
        // is no part of the semantics.
        var flink = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase, new() { EmitIntervalMs = 150 }));
        flink.Run("0 v, 29999 v");
        flink.PassBarrier();
        Assert.Equal("-", WindowList(flink.Results));
        Assert.Equal("[0) (1,0)", WindowList(flink.AdvanceTime(TimeSpan.FromMilliseconds(150))));
        flink.PassBarrier();
        Assert.Equal("[0) (1,0)", WindowList(flink.Results)); // nothing comes twice
    }

    [Theory]
    [InlineData(AggregationPhase.Legacy, 2)]
    [InlineData(AggregationPhase.OnePhase, 2)]
    [InlineData(AggregationPhase.TwoPhase, 1)]
    public void X1_Flink_loses_the_two_rows_that_Spark_takes(AggregationPhase phase, int counter)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("-", flink.Run("1000 v, 4000 c"));
        Assert.Equal("[0) (1,1)", flink.Run("29999 v"));
        Assert.Equal("-", flink.Run("9500 c, 30000 v, 8000 c"));
        flink.EndInput();
        Assert.Equal((counter, 2), (flink.LateRecordsDropped, flink.LateRows));
    }
}
