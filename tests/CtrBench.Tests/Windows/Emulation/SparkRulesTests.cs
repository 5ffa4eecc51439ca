using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Testing;
using static CtrBench.Tests.Engines.Notation;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>Rules of the micro-batch twin that the worked examples do not reach, and what the lab found.</summary>
public sealed class SparkRulesTests
{
    [Fact]
    public void S3_a_candidate_below_zero_leaves_the_watermark_at_0_and_asks_for_no_batch()
    {
        var spark = SparkTwin.Start(Query);
        spark.Batch(TestRecord.View(15_000));
        Assert.Equal(0, spark.WatermarkMs);
        Assert.Null(spark.Trigger());
    }

    [Fact]
    public void S7_rows_filtered_below_the_watermark_do_not_move_it_but_are_input_rows()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { FilterEventTypes = true } });
        spark.Run("1000 v, 90000 i");
        Assert.Equal("-19000", Time(spark.WatermarkMs));
        Assert.Equal((2, 1), (spark.Batches[0].InputRows, spark.Batches[0].RowsTotal));
        var c = spark.Counters;
        Assert.Equal(c.Records, c.EmittedRecords + c.LateRecords + c.Malformed + c.OpenRecords);
    }

    [Fact]
    public void S7_without_a_filter_any_row_moves_the_watermark_and_makes_a_window()
    {
        var spark = SparkTwin.Start(Query);
        spark.Run("1000 i, 90000 i");
        Assert.Equal("WL 0 abs, WE 70000, emits [0) (0,0), dropped 0, tracker 70000", spark.Run("none"));
        Assert.Null(spark.Emitted[0].Ctr);
    }

    [Fact]
    public void S9_with_one_watermark_a_row_is_late_in_the_batch_that_evicts_its_window()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { LateFilter = LateFilter.Current } });
        spark.Run("1000 v, 29999 v");
        spark.Run("none");
        spark.Run("30000 v");
        Assert.Equal("WL 10000, WE 10000, emits [0) (1,0), dropped 1, tracker 11000", spark.Run("3000 c, 31000 v"));
    }

    [Fact]
    public void S12_a_window_takes_rows_and_leaves_in_the_same_batch()
    {
        var spark = SparkTwin.Start(Query);
        spark.Run("30000 v");
        Assert.Equal("WL 0 abs, WE 10000, emits [0) (0,1), dropped 0, tracker 10000", spark.Run("1000 c"));
        Assert.Equal((1, 1, 1), (spark.Batches[^1].RowsUpdated, spark.Batches[^1].RowsRemoved, spark.Batches[^1].RowsTotal));
    }

    [Fact]
    public void S17_with_no_data_batches_off_the_next_records_do_the_eviction()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { NoDataBatches = false } });
        spark.Run("1000 v, 30000 v");
        Assert.Equal("no batch", spark.Run("none"));
        Assert.Equal("WL 0 abs, WE 10000, emits [0) (1,0), dropped 0, tracker 10000", spark.Run("30000 v"));
    }

    [Fact]
    public void S20_state_offsets_and_watermarks_survive_any_number_of_restarts()
    {
        var spark = SparkTwin.Start(Query, partitions: 2);
        spark.Run("p0 1000 v, p1 30000 c");
        for (var i = 0; i < 3; i++) spark = spark.Restart();
        Assert.Equal("no batch", spark.Run("none"));
        Assert.Equal("WL 0 abs, WE 10000, emits [0) (1,1), dropped 0, tracker 10000", spark.Run("p0 2000 c"));
        Assert.Equal((1, 1), (spark.Batches[0].Id, spark.Batches[0].InputRows));
    }

    [Fact]
    public void S20_a_query_that_dies_in_its_first_batch_runs_it_again()
    {
        var spark = SparkTwin.Start(Query).Append(Rows("1000 v, 2000 c")).RestartInBatch();
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker -18000", spark.Run("90000 v"));
        Assert.Equal((0, 2), (spark.Batches[0].Id, spark.Batches[0].InputRows));
    }

    [Fact]
    public void S20_group_keys_survive_a_restart()
    {
        var spark = SparkTwin.Start(Query with { GroupBy = GroupField.AdId });
        spark.Batch(TestRecord.View(T0, key: "b"), TestRecord.View(T0, key: "a"), TestRecord.View(T0), TestRecord.View(T0, key: ""));
        spark = spark.Restart();
        spark.Batch(TestRecord.Click(T0, key: "a"), TestRecord.View(T0 + 30_000, key: "new"));
        spark.Trigger();
        Assert.Equal(
            ["null 1 0", " 1 0", "a 1 1", "b 1 0"], spark.Emitted.Select(r => $"{r.Key ?? "null"} {r.Views} {r.Clicks}"));
    }

    [Fact]
    public void S22_an_idle_query_asks_again_after_10_ms_or_at_the_next_tick()
    {
        Assert.Equal(1_012, TriggerClock.Next(1_000, 1_002, 0, ranBatch: false));
        Assert.Equal(1_002, TriggerClock.Next(1_000, 1_002, 0, ranBatch: true));
        Assert.Equal(5_000, TriggerClock.Next(1_000, 1_002, 5_000, ranBatch: false));
        Assert.Equal(5_005, TriggerClock.Next(1_000, 4_995, 5_000, ranBatch: false));
    }

    [Fact]
    public void S22_records_wait_for_the_tick()
    {
        var spark = SparkTwin.Start(new CtrQuery { MicroBatch = new() { TriggerIntervalMs = 5_000 } }, nowMs: T0 + 3_200);
        spark.Append(Rows("1000 v"));
        Assert.Single(spark.AdvanceTime(TimeSpan.FromSeconds(1))); // the first batch starts at once
        spark.Append(Rows("30000 v"));
        Assert.Empty(spark.AdvanceTime(TimeSpan.FromMilliseconds(799)));
        Assert.Single(spark.AdvanceTime(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(T0 + 5_000, spark.NowMs);
        Assert.Equal([0], spark.AdvanceTime(TimeSpan.FromSeconds(5)).Select(b => b.InputRows)); // the no-data batch comes an interval later (S18)
        Assert.Equal("[0) (1,0)", WindowList(spark.Emitted));
    }

    [Fact]
    public void S23_available_now_reads_limited_batches_up_to_the_frozen_end_and_the_next_run_goes_on()
    {
        var spark = SparkTwin.Start(new CtrQuery { MicroBatch = new() { AvailableNow = true, MaxOffsetsPerTrigger = 2 } });
        spark.Append(Rows("1000 v, 12000 v, 45000 c"));
        Assert.NotNull(spark.Trigger());
        spark.Append(Rows("46000 c"));
        Assert.Equal([1, 0], spark.ProcessAllAvailable().Select(b => b.InputRows));
        Assert.Equal("[0) (1,0), [10000) (1,0)", WindowList(spark.Results));
        spark = spark.Restart();
        spark.Append(Rows("70000 v"));
        Assert.Equal([2, 0], spark.ProcessAllAvailable().Select(b => b.InputRows));
        Assert.Equal("[40000) (0,2)", WindowList(spark.Results));
    }

    [Fact]
    public void S24_a_limit_ends_where_the_topic_ends()
    {
        Assert.Equal([3, 7], RateLimit.Apply([1, 7], [3, 7], long.MaxValue));
        Assert.Equal([4, 1, 1], RateLimit.Apply([0, 0, 0], [13, 5, 1], 7));
        Assert.Equal([8, 3, 1], RateLimit.Apply([4, 1, 1], [13, 5, 1], 7));
    }

    [Fact]
    public void S25_min_offsets_hold_a_batch_back_until_enough_wait_or_the_delay_is_over()
    {
        var settings = new MicroBatchSettings { TriggerIntervalMs = 1_000, MinOffsetsPerTrigger = 3, MaxTriggerDelayMs = 10_000, NoDataBatches = false };
        var spark = SparkTwin.Start(new CtrQuery { MicroBatch = settings });
        spark.Append(Rows("1000 v"));
        Assert.Equal([1], InputRows(spark, 0)); // the first trigger never waits
        spark.Append(Rows("2000 v, 3000 v"));
        Assert.Empty(InputRows(spark, 9)); // two wait
        Assert.Equal([2], InputRows(spark, 1)); // 10 s are over
        spark.Append(Rows("4000 v, 5000 v, 6000 v"));
        Assert.Equal([3], InputRows(spark, 1)); // three are enough
        spark.Append(Rows("7000 v"));
        Assert.Empty(InputRows(spark, 9));
        Assert.Equal([1], InputRows(spark, 1));

        static IEnumerable<long> InputRows(SparkTwin spark, int seconds) => spark.AdvanceTime(TimeSpan.FromSeconds(seconds)).Select(b => b.InputRows);
    }

    [Fact]
    public void S25_a_skipped_trigger_may_still_run_the_batch_without_records()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { MinOffsetsPerTrigger = 3 } });
        spark.Run("1000 v, 30000 v");
        Assert.Equal("WL 0 abs, WE 10000, emits [0) (1,0), dropped 0, tracker 10000", spark.Run("2000 v"));
        Assert.Equal((0, "no batch"), (spark.Batches[^1].InputRows, spark.Run("none")));
    }

    [Fact]
    public void S27_windows_before_1970_are_dropped_from_batch_0_on()
    {
        var spark = SparkTwin.Start(Query with { BoundEventTime = false });
        var report = spark.Batch(TestRecord.View(-1), TestRecord.View(-10_000), TestRecord.View(-10_001), TestRecord.View(0));
        Assert.Equal((2, 1), (report.RowsDropped, report.RowsTotal));
        Assert.Equal([(-20_000L, 1L), (-10_000L, 2L)], spark.LateWindows.Select(w => (w.WindowStartMs, w.Rows)));
    }

    [Fact]
    public void S37_a_trigger_without_a_batch_reports_nothing()
    {
        var spark = SparkTwin.Start(Query);
        spark.Run("none");
        for (var i = 0; i < 5; i++) Assert.Null(spark.Trigger());
        Assert.Equal([0], spark.Batches.Select(b => b.Id));
    }

    [Fact]
    public void S38_in_update_mode_late_windows_are_neither_emitted_nor_updated()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { OutputMode = OutputMode.Update } });
        spark.Run("30000 v");
        spark.Run("none");
        Assert.Equal("WL 10000, WE 10000, emits [30000) (1,1), dropped 1, tracker 11000", spark.Run("1000 v, 31000 c"));
        Assert.Equal((1, 1), (spark.Batches[^1].RowsUpdated, spark.Batches[^1].Emitted));
    }

    [Fact]
    public void A_batch_in_progress_must_end_before_the_next_begins()
    {
        var processor = new MicroBatchProcessor(Query, [0]);
        Assert.Throws<InvalidOperationException>(() => processor.Process(new EventBatch()));
        Assert.Throws<InvalidOperationException>(() => processor.EndBatch());
        processor.Begin([0]);
        Assert.Throws<InvalidOperationException>(() => processor.Begin([0]));
    }
}
