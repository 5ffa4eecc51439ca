using CsCheck;
using CtrBench.Windows;
using CtrBench.Windows.Testing;
using static CtrBench.Tests.Engines.Notation;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>Rules of the continuous twin that the worked examples do not reach, and what the lab found.</summary>
public sealed class FlinkRulesTests
{
    private const AggregationPhase One = AggregationPhase.OnePhase;

    [Theory]
    [InlineData(1, FlinkRules.V2, "[0) (1,0)", "70000")]
    [InlineData(2, FlinkRules.V2, "[0) (1,0)", "70000")]
    [InlineData(1, FlinkRules.V1_20, "-", "-19000")] // at the split level 1.20 stays at the minimum
    [InlineData(2, FlinkRules.V1_20, "[0) (1,0)", "70000")] // at the channel level it jumps too
    [InlineData(1, FlinkRules.V2_0, "-", "-19000")] // 2.0 and 2.1 came before the change
    [InlineData(2, FlinkRules.V2_0, "[0) (1,0)", "70000")]
    [InlineData(1, FlinkRules.V2_4, "[0) (1,0)", "70000")]
    public void F9_when_all_are_idle_the_watermark_jumps_to_their_maximum(int readers, FlinkRules rules, string fired, string watermark)
    {
        var flink = FlinkTwin.Start(Flink(One, Idle(readers) with { Rules = rules }), partitions: 2);
        flink.Run("p0 90000 v, p1 1000 v");
        Assert.Equal(fired, WindowList(flink.AdvanceTime(TimeSpan.FromSeconds(4))));
        Assert.Equal(watermark, Time(flink.WatermarkMs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void F9_one_idle_partition_no_longer_holds_the_other(int readers)
    {
        var flink = FlinkTwin.Start(Flink(One, Idle(readers)), partitions: 2);
        flink.Run("p0 90000 v, p1 1000 v");
        var fired = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            flink.Run($"p0 {90_001 + i} v"); // p0 goes on, p1 stops
            fired.Add(WindowList(flink.AdvanceTime(TimeSpan.FromMilliseconds(200))));
        }

        Assert.Equal("[0) (1,0)", Assert.Single(fired, f => f != "-"));
        Assert.Equal(12, fired.IndexOf("[0) (1,0)")); // tick 0.2 resets, 0.4 starts the timer, 2.6 is the first more than 2 s later
        Assert.Equal("-", flink.Run("p1 69999 c"));
        Assert.Equal("[60000) 1", WindowList(flink.LateWindows));
    }

    [Theory]
    [InlineData(1, "-", "70000")] // the split level: the slow split holds its reader's minimum again
    [InlineData(2, "[70000) (1,0), [90000) (1,0)", "180000")] // the channel level: it does not count until it has caught up
    public void F7_a_slow_input_that_comes_back_holds_a_reader_but_not_the_operator(int readers, string fired, string watermark)
    {
        var flink = FlinkTwin.Start(Flink(One, Idle(readers)), partitions: 2);
        flink.Run("p0 90000 v, p1 1000 v");
        flink.AdvanceTime(TimeSpan.FromSeconds(4));
        flink.Run("p1 70001 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
        flink.Run("p0 200000 v");
        Assert.Equal(fired, WindowList(flink.AdvanceTime(TimeSpan.FromMilliseconds(200))));
        Assert.Equal(watermark, Time(flink.WatermarkMs));
    }

    [Fact]
    public void F7_once_it_has_caught_up_a_channel_holds_again()
    {
        var flink = FlinkTwin.Start(Flink(One, Idle(2)), partitions: 2);
        flink.Run("p0 90000 v, p1 1000 v");
        flink.AdvanceTime(TimeSpan.FromSeconds(4));
        flink.Run("p1 91000 v, p0 91000 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
        Assert.Equal("71000", Time(flink.WatermarkMs));
        flink.Run("p0 200000 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
        Assert.Equal("71000", Time(flink.WatermarkMs));
    }

    [Fact]
    public void F8_a_partition_is_idle_1_to_3_ticks_after_the_timeout() =>
        Gen.Select(Gen.Long[1, 3_000], Gen.Long[1, 500], Gen.Long[0, 5_000]).Sample((timeoutMs, tickMs, rowMs) =>
        {
            var flink = FlinkTwin.Start(
                Flink(One, new() { IdleTimeoutMs = timeoutMs, EmitIntervalMs = tickMs, EmitStrategy = EmitStrategy.OnEvent }), partitions: 2);
            flink.Run("p1 1000 v");
            flink.AdvanceTime(TimeSpan.FromMilliseconds(rowMs));
            flink.Run("p1 1001 v");
            while (flink.Results.Count == 0)
            {
                flink.Run("p0 90000 v");
                flink.AdvanceTime(TimeSpan.FromMilliseconds(tickMs - flink.NowMs % tickMs));
            }

            var idleAfterMs = flink.NowMs - rowMs;
            Assert.InRange(idleAfterMs, timeoutMs + tickMs + 1, timeoutMs + 3 * tickMs);
        }, iter: 500);

    [Fact]
    public void F4_a_row_is_counted_before_its_own_watermark()
    {
        var flink = FlinkTwin.Start(Flink(One) with { WatermarkDelayMs = 0 });
        Assert.Equal("[0) (2,0)", flink.Run("1000 v, 9999 v"));
        flink.Run("5000 v");
        Assert.Equal(1, flink.LateRecordsDropped);
    }

    [Fact]
    public void F19_a_two_phase_aggregate_holds_late_rows_until_it_flushes_and_loses_none_of_them_from_the_books()
    {
        var flink = FlinkTwin.Start(Flink(AggregationPhase.TwoPhase));
        flink.Run("1000 v, 45000 v, 2000 v");
        Assert.Equal((0, 2), (flink.LateRows, flink.Counters.OpenRecords)); // 45000 and the late row, which nobody has judged yet
        flink.EndInput();
        Assert.Equal((1, 0), (flink.LateRows, flink.Counters.OpenRecords));
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase, "-100000 -80000 -50000 -30000 0", 0)]
    [InlineData(AggregationPhase.Legacy, "-100000 -80000 -50000 -30000 0", 0)]
    [InlineData(AggregationPhase.TwoPhase, "0", 4)]
    public void F23_before_1970_a_local_aggregate_flushes_too_late(AggregationPhase phase, string starts, int late)
    {
        var flink = FlinkTwin.Start(Flink(phase) with { BoundEventTime = false });
        foreach (var timeMs in (long[])[-100_000, -80_000, -50_000, -25_000, 0]) flink.Send(TestRecord.View(timeMs));
        flink.EndInput();
        Assert.Equal(starts, string.Join(' ', flink.Results.Select(r => r.WindowStartMs)));
        Assert.Equal(late, flink.LateRecordsDropped);
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase)]
    [InlineData(AggregationPhase.TwoPhase)]
    public void F24_after_a_restore_late_rows_stay_late(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        Assert.Equal("[0) (1,0)", flink.Run("1000 v, 30000 v"));
        flink = flink.Restart();
        flink.Run("2000 c");
        Assert.Equal(phase == AggregationPhase.OnePhase ? 1 : 0, flink.LateRecordsDropped);
        Assert.Equal("-", flink.Run("30000 v"));
        Assert.Equal("[30000) (2,0)", WindowList(flink.EndInput()));
        Assert.Equal("[0) 1", WindowList(flink.LateWindows));
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase)]
    [InlineData(AggregationPhase.TwoPhase)]
    public void F24_a_second_restore_without_a_row_between_still_knows_the_watermark(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        flink.Run("1000 v, 30000 v");
        flink = flink.Restart().Restart();
        flink.Run("2000 c");
        Assert.Equal("[30000) (1,0)", WindowList(flink.EndInput()));
        Assert.Equal(1, flink.LateRecordsDropped);
    }

    [Fact]
    public void F26_after_a_restore_the_legacy_form_opens_an_emitted_window_again()
    {
        var flink = FlinkTwin.Start(Flink(AggregationPhase.Legacy));
        Assert.Equal("[0) (1,0)", flink.Run("1000 v, 30000 v"));
        flink = flink.Restart();
        Assert.Equal("-", flink.Run("2000 c"));
        Assert.Equal("[0) (0,1)", flink.Run("30000 v"));
        Assert.Equal(0, flink.LateRecordsDropped);
    }

    [Theory]
    [InlineData(AggregationPhase.TwoPhase)]
    [InlineData(AggregationPhase.OnePhase)]
    public void F28_a_stop_without_drain_fires_nothing_and_open_windows_go_on(AggregationPhase phase)
    {
        var flink = FlinkTwin.Start(Flink(phase));
        flink.Run("1000 v, 12000 c");
        var next = flink.Restart();
        Assert.Equal("-", WindowList(flink.Results));
        Assert.Equal("[0) (1,1), [10000) (0,1)", WindowList(next.Send(Rows("2000 c")).Concat(next.EndInput())));
        Assert.Throws<InvalidOperationException>(() => next.Run("3000 v"));
    }

    [Theory]
    [InlineData(One, 0, "[0) (2,0)")]
    [InlineData(One, 500, "-")]
    [InlineData(AggregationPhase.TwoPhase, 0, "[0) (2,0)")]
    [InlineData(AggregationPhase.TwoPhase, 500, "-")]
    public void F28_a_drain_while_every_reader_is_idle_fires_nothing(AggregationPhase phase, long idleTimeoutMs, string fired)
    {
        var flink = FlinkTwin.Start(Flink(phase, new() { IdleTimeoutMs = idleTimeoutMs, EmitIntervalMs = 200 }));
        flink.Run("1000 v, 2000 v");
        flink.AdvanceTime(TimeSpan.FromSeconds(4));
        Assert.Equal(fired, WindowList(flink.EndInput()));
    }

    [Fact]
    public void F28_a_drain_fires_everything_while_one_reader_is_active()
    {
        var flink = FlinkTwin.Start(Flink(One, Idle(2)), partitions: 2);
        flink.Run("p0 1000 v, p1 2000 v");
        flink.AdvanceTime(TimeSpan.FromSeconds(4));
        flink.Run("p1 3000 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
        Assert.Equal("[0) (3,0)", WindowList(flink.EndInput()));
    }

    [Theory]
    [InlineData(EmitStrategy.OnEvent, "150")]
    [InlineData(EmitStrategy.OnPeriodic, "110")]
    public void F8_on_event_a_split_that_returns_behind_its_own_largest_time_stays_idle(EmitStrategy emit, string watermark)
    {
        var flink = FlinkTwin.Start(
            Flink(One, new() { IdleTimeoutMs = 300, EmitIntervalMs = 200, EmitStrategy = emit }) with { WatermarkDelayMs = 0 }, partitions: 2);
        flink.Run("p0 100 v, p1 110 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(1_800));
        flink.Run("p0 90 v, p1 150 v");
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
        Assert.Equal(watermark, Time(flink.WatermarkMs));
    }

    [Fact]
    public void F28_the_end_of_an_input_without_rows_fires_nothing() =>
        Assert.Empty(FlinkTwin.Start(Flink(One), partitions: 3).EndInput());

    private static ContinuousSettings Idle(int readers) => new() { SourceParallelism = readers, IdleTimeoutMs = 2_000, EmitIntervalMs = 200 };
}
