using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Testing;
using static CtrBench.Tests.Engines.Notation;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>The worked examples A1-A12 and X1 of docs/semantics.md, number by number.</summary>
public sealed class SparkExamplesTests
{
    [Fact]
    public void A1_no_data_batches_and_the_edge_of_a_window()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker 0 abs", spark.Run("none"));
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker -8000", spark.Run("1000 v, 4000 c, 12000 v"));
        Assert.Equal("WL 0 abs, WE -8000, emits -, dropped 0, tracker -8000", spark.Run("none"));
        Assert.Equal("WL -8000, WE -8000, emits -, dropped 0, tracker 9999", spark.Run("29999 v"));
        Assert.Equal("WL -8000, WE 9999, emits -, dropped 0, tracker 9999", spark.Run("none"));
        Assert.Equal("WL 9999, WE 9999, emits -, dropped 0, tracker 10000", spark.Run("30000 v"));
        Assert.Equal("WL 9999, WE 10000, emits [0) (1,1), dropped 0, tracker 10000", spark.Run("none"));
        Assert.Equal(1.0, spark.Emitted[0].Ctr);
        Assert.Equal("no batch", spark.Run("none"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], spark.Batches.Select(b => b.Id));
        Assert.Null(spark.Batches[0].Start);
        Assert.Equal([5L], spark.Batches[^1].End);
    }

    [Fact]
    public void A2_a_late_row_is_accepted_one_batch_long_then_dropped()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker 9999", spark.Run("1000 v, 29999 v"));
        Assert.Equal("WL 0 abs, WE 9999, emits -, dropped 0, tracker 9999", spark.Run("none"));
        Assert.Equal("WL 9999, WE 9999, emits -, dropped 0, tracker 10000", spark.Run("30000 v"));
        Assert.Equal("WL 9999, WE 10000, emits [0) (1,1), dropped 0, tracker 11000", spark.Run("3000 c, 31000 v"));
        Assert.Equal("WL 10000, WE 11000, emits -, dropped 1, tracker 11000", spark.Run("4000 c"));
        Assert.Equal("[0) 1", WindowList(spark.LateWindows));
        Assert.Equal("no batch", spark.Run("none"));
    }

    [Fact]
    public void A3_the_watermark_is_the_maximum_over_partitions_and_the_counter_counts_windows()
    {
        var spark = SparkTwin.Start(Query, partitions: 2);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker 40000", spark.Run("p0 60000 v, p1 5000 v"));
        Assert.Equal(
            "WL 0 abs, WE 40000, emits [0) (2,0), [10000) (0,1), [30000) (1,0), dropped 0, tracker 40000",
            spark.Run("p1 6000 v, p1 15000 c, p1 35000 v"));
        Assert.Equal(
            "WL 40000, WE 40000, emits -, dropped 3, tracker 40000",
            spark.Run("p1 7000 v, p1 8000 v, p1 9000 c, p1 16000 v, p1 36000 v, p1 45000 v"));
        Assert.Equal(5, spark.LateRows);
        Assert.Equal(3, spark.RowsDroppedByWatermark);
        Assert.Equal("[0) 3, [10000) 1, [30000) 1", WindowList(spark.LateWindows));
        Assert.Equal((2, 1), (spark.Batches[^1].RowsTotal, spark.Batches[^1].RowsUpdated)); // [40000) and [60000) are open
    }

    [Fact]
    public void A4_a_jump_over_several_windows_emits_none_that_had_no_row()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker 5000", spark.Run("0 v, 9999 c, 10000 v, 25000 v"));
        Assert.Equal("WL 0 abs, WE 5000, emits -, dropped 0, tracker 75000", spark.Run("95000 v"));
        Assert.Equal(
            "WL 5000, WE 75000, emits [0) (1,1), [10000) (1,0), [20000) (1,0), dropped 0, tracker 75000", spark.Run("none"));
        Assert.Equal(1, spark.Batches[^1].RowsTotal);
        Assert.Equal("no batch", spark.Run("none"));
    }

    [Fact]
    public void A5_rows_without_a_time_enter_the_statistics_as_0_and_nothing_else()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker -19000", spark.Run("none v, junk, 1000 v"));
        var report = spark.Batches[^1];
        Assert.Equal((3L, 0L, T0 + 1000), (report.InputRows, report.EventTime!.Value.MinMs, report.EventTime!.Value.MaxMs));
        Assert.Equal((T0 + 1000) / 3, report.EventTime.Value.AvgMs);
        Assert.Equal(2, spark.Counters.Malformed);
        Assert.Equal("WL 0 abs, WE -19000, emits -, dropped 0, tracker -19000", spark.Run("none"));
        Assert.Equal("WL -19000, WE -19000, emits -, dropped 0, tracker -19000", spark.Run("none v, junk"));
        Assert.Equal("no batch", spark.Run("none"));
    }

    [Fact]
    public void A6_in_one_batch_all_rows_count()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker 50000", spark.Run("1000 v, 70000 v, 2000 c, 12000 v, 3000 c"));
        Assert.Equal("WL 0 abs, WE 50000, emits [0) (1,2), [10000) (1,0), dropped 0, tracker 50000", spark.Run("none"));
    }

    [Fact]
    public void A6_in_four_batches_the_last_row_is_lost()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker -19000", spark.Run("1000 v"));
        Assert.Equal("WL 0 abs, WE -19000, emits -, dropped 0, tracker 50000", spark.Run("70000 v"));
        Assert.Equal("WL -19000, WE 50000, emits [0) (1,1), [10000) (1,0), dropped 0, tracker 50000", spark.Run("2000 c, 12000 v"));
        Assert.Equal("WL 50000, WE 50000, emits -, dropped 1, tracker 50000", spark.Run("3000 c"));
    }

    [Fact]
    public void A7_a_rate_limit_rounds_each_share_on_its_own()
    {
        Assert.Equal([9, 1, 1, 5], RateLimit.Apply([0, 0, 0, 5], [90, 9, 1, 5], 10)); // 11 rows
        Assert.Equal([18, 2, 1, 5], RateLimit.Apply([9, 1, 1, 5], [90, 9, 1, 5], 10)); // 10 rows
        Assert.Equal([1, 1, 1], RateLimit.Apply([0, 0, 0], [4, 4, 4], 2));
        Assert.Equal([3, 3, 3], RateLimit.Apply([0, 0, 0], [7, 7, 7], 10));
    }

    [Fact]
    public void A7_a_limited_query_reads_those_offsets()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { MaxOffsetsPerTrigger = 10 } }, partitions: 3);
        for (var i = 0; i < 90; i++) spark.Append(TestRecord.View(T0 + i));
        for (var i = 0; i < 9; i++) spark.Append(TestRecord.View(T0 + i, 1));
        spark.Append(TestRecord.View(T0, 2));
        Assert.Equal([9, 1, 1], spark.Batch().End);
        Assert.Equal([18, 2, 1], spark.Batch().End);
        Assert.Equal([11, 10], spark.Batches.Select(b => b.InputRows));
        spark.ProcessAllAvailable();
        Assert.Equal(100, spark.Counters.Records);
    }

    [Fact]
    public void A8_the_trigger_clock_keeps_to_ticks_and_makes_up_for_none()
    {
        var (startMs, starts) = (3_200L, new List<long>());
        foreach (var durationMs in (long[])[800, 7_000, 2_000, 12_000, 3_000])
        {
            starts.Add(startMs);
            startMs = TriggerClock.Next(startMs, startMs + durationMs, 5_000, ranBatch: true);
        }

        Assert.Equal([3_200, 5_000, 12_000, 15_000, 27_000], starts);
        Assert.Equal(30_000, startMs);
    }

    [Fact]
    public void A9_with_a_fixed_interval_a_window_comes_31_3_s_after_its_last_event()
    {
        var processor = new MicroBatchProcessor(Query with { MicroBatch = new() { TriggerIntervalMs = 5_000 } }, [0]);
        var (rows, output, startMs, read, trackers) = (new EventBatch(), processor.Output, T0 + 3_200, 0L, new List<string>());
        while (output.Count == 0)
        {
            var latest = (startMs - T0 - 500) / 1_000 + 1; // views at 0.5, 1.5, ... s, read as soon as they exist
            var plan = processor.TryBegin([latest], startMs);
            Assert.NotNull(plan);
            rows.Reset(0, read);
            for (; read < latest; read++) rows.Add(T0 + 500 + read * 1_000, 0, RowFlags.View | RowFlags.HasEventTime);
            processor.Process(rows);
            processor.EndBatch();
            trackers.Add($"{plan.Id} at {startMs - T0}: {Time(processor.Counters.WatermarkMs)}");
            if (output.Count == 0) startMs = TriggerClock.Next(startMs, startMs + 800, 5_000, ranBatch: true);
        }

        Assert.Equal(["0 at 3200: -17500", "1 at 5000: -15500", "2 at 10000: -10500", "3 at 15000: -5500", "4 at 20000: -500"], trackers[..5]);
        Assert.Equal(["5 at 25000: 4500", "6 at 30000: 9500", "7 at 35000: 14500", "8 at 40000: 19500"], trackers[5..]);
        Assert.Equal((T0, 10), (output.Results[0].WindowStartMs, output.Results[0].Counts.Views));
        Assert.Equal(31_300, startMs + 800 - (T0 + 9_500));
    }

    [Fact]
    public void A10_after_a_restart_no_batch_runs_until_new_records_come()
    {
        var spark = StoppedAfterBatch5().Restart();
        Assert.Equal("no batch", spark.Run("none"));
        Assert.Equal("WL 9999, WE 10000, emits [0) (1,1), dropped 0, tracker 11000", spark.Run("31000 v"));
        Assert.Equal(6, spark.Batches[0].Id);
    }

    [Fact]
    public void A10_a_batch_that_was_begun_runs_again_at_once_as_it_was_planned()
    {
        var spark = StoppedAfterBatch5().RestartInBatch();
        Assert.Equal("WL 9999, WE 10000, emits [0) (1,1), dropped 0, tracker 10000", spark.Run("31000 v"));
        Assert.Equal((6, 0), (spark.Batches[0].Id, spark.Batches[0].InputRows)); // the new record is not in it
        Assert.Equal("WL 10000, WE 10000, emits -, dropped 0, tracker 11000", spark.Run("none"));
    }

    [Fact]
    public void A11_available_now_stops_with_the_last_window_in_state()
    {
        var spark = SparkTwin.Start(new CtrQuery { MicroBatch = new() { AvailableNow = true } });
        spark.Append(Rows("1000 v, 12000 v, 45000 c"));
        var batches = spark.ProcessAllAvailable();
        Assert.Equal(["0: 3 rows", "1: 0 rows"], batches.Select(b => $"{b.Id}: {b.InputRows} rows"));
        Assert.Equal("WL 0 abs, WE 25000, emits [0) (1,0), [10000) (1,0), dropped 0, tracker 25000", Line(spark));
        Assert.Equal(1, spark.Counters.OpenRecords);
        Assert.Equal("no batch", spark.Run("99000 v")); // its end offsets were fixed at the start
    }

    [Fact]
    public void A12_update_mode_emits_what_a_batch_touched_and_evicts_in_silence()
    {
        var spark = SparkTwin.Start(Query with { MicroBatch = Query.MicroBatch with { OutputMode = OutputMode.Update } });
        Assert.Equal("WL 0 abs, WE 0 abs, emits [0) (1,1), dropped 0, tracker -18000", spark.Run("1000 v, 2000 c"));
        Assert.Equal("WL 0 abs, WE -18000, emits -, dropped 0, tracker -18000", spark.Run("none"));
        Assert.Equal("WL -18000, WE -18000, emits [0) (2,1), [30000) (1,0), dropped 0, tracker 10000", spark.Run("3000 v, 30000 v"));
        Assert.Equal("WL -18000, WE 10000, emits -, dropped 0, tracker 10000", spark.Run("none"));
        Assert.Equal(1, spark.Batches[^1].RowsRemoved);
        Assert.Equal("WL 10000, WE 10000, emits -, dropped 1, tracker 10000", spark.Run("4000 v"));
    }

    [Fact]
    public void X1_Spark_takes_the_late_rows_batch_by_batch_and_all_at_once()
    {
        var spark = SparkTwin.Start(Query);
        Assert.Equal("WL 0 abs, WE 0 abs, emits -, dropped 0, tracker -19000", spark.Run("1000 v"));
        Assert.Equal("WL 0 abs, WE -19000, emits -, dropped 0, tracker -16000", spark.Run("4000 c"));
        Assert.Equal("WL -19000, WE -16000, emits -, dropped 0, tracker 9999", spark.Run("29999 v"));
        Assert.Equal("WL -16000, WE 9999, emits -, dropped 0, tracker 9999", spark.Run("9500 c"));
        Assert.Equal("WL 9999, WE 9999, emits -, dropped 0, tracker 10000", spark.Run("30000 v"));
        Assert.Equal("WL 9999, WE 10000, emits [0) (1,3), dropped 0, tracker 10000", spark.Run("8000 c"));
        Assert.Equal(5, spark.Batches[^1].Id);

        var once = SparkTwin.Start(Query).Append(Rows("1000 v, 4000 c, 29999 v, 9500 c, 30000 v, 8000 c"));
        once.ProcessAllAvailable();
        Assert.Equal("[0) (1,3)", WindowList(once.Results));
    }

    private static SparkTwin StoppedAfterBatch5()
    {
        var spark = SparkTwin.Start(Query);
        foreach (var rows in (string[])["none", "1000 v, 4000 c, 12000 v", "none", "29999 v", "none", "30000 v"]) spark.Run(rows);
        Assert.Equal((5, T0 + 10_000), (spark.Batches[^1].Id, spark.WatermarkMs));
        return spark;
    }
}
