// What docs/testing-your-own-windows.md shows, compiled and run. The page's code blocks are the regions of this file: ReadersExamplesTests
// compares them.
#region usings
using CsCheck;
using CtrBench.Windows;
using CtrBench.Windows.Testing;
#endregion

namespace CtrBench.Tests.Windows.Testing;

#region first
public sealed class AdWindows
{
    private static readonly CtrQuery Query = new() { WindowMs = 10_000, WatermarkDelayMs = 20_000 };

    [Fact]
    public void Spark_takes_a_row_that_comes_just_behind_the_watermark()
    {
        var spark = SparkTwin.Start(Query);
        spark.Batch(TestRecord.View(1_000), TestRecord.View(30_000)); // watermark 10000, known from the next batch on
        spark.Batch(TestRecord.Click(4_000), TestRecord.View(31_000)); // judged with the watermark of the batch before: not late

        var window = Assert.Single(spark.Emitted);
        Assert.Equal((0, 10_000, 1, 1, 1.0), (window.WindowStartMs, window.WindowEndMs, window.Views, window.Clicks, window.Ctr));

        spark.Batch(TestRecord.Click(5_000)); // now it is
        Assert.Equal(1, spark.LateRows);
        Assert.Equal([new LateWindow(WindowStartMs: 0, Rows: 1)], spark.LateWindows);
    }

    [Fact]
    public void Flink_drops_the_same_row()
    {
        var flink = FlinkTwin.Start(Query);
        flink.Send(TestRecord.View(1_000), TestRecord.View(30_000));
        flink.AdvanceTime(TimeSpan.FromMilliseconds(200)); // the watermark tick: the window fires

        var window = Assert.Single(flink.Emitted);
        Assert.Equal((1, 0, 0.0), (window.Views, window.Clicks, window.Ctr));

        flink.Send(TestRecord.Click(4_000), TestRecord.View(31_000));
        flink.EndInput(); // what is still open fires, what is still held back is judged
        Assert.Equal(1, flink.LateRows);
    }
}
#endregion

public sealed class ReadersExamples
{
    #region json
    [Fact]
    public void Odd_records_are_read_as_the_engine_reads_them()
    {
        var text = """{"event_type":"click","event_time_ms":"1000"}"""; // the time is a text, not a number
        var flink = FlinkTwin.Start();
        flink.Send(TestRecord.Json(text), TestRecord.Json("not json"), TestRecord.Tombstone());
        Assert.Equal(1, Assert.Single(flink.EndInput()).Clicks); // Flink reads the text as a number
        Assert.Equal(2, flink.Counters.Malformed);

        var spark = SparkTwin.Start();
        spark.Batch(TestRecord.Json(text), TestRecord.Json("not json"), TestRecord.Tombstone());
        Assert.Equal((0, 3), (spark.Counters.OpenRecords, spark.Counters.Malformed)); // Spark does not
    }
    #endregion

    #region sliding
    [Fact]
    public void A_late_row_is_in_the_sliding_windows_that_are_still_open()
    {
        var query = new CtrQuery { WindowMs = 30_000, SlideMs = 10_000, WatermarkDelayMs = 0 };
        var flink = FlinkTwin.Start(query);
        flink.Send(TestRecord.View(25_000), TestRecord.View(31_000));
        Assert.Equal(0, Assert.Single(flink.AdvanceTime(TimeSpan.FromMilliseconds(200))).WindowStartMs); // [0, 30 s) fires

        flink.Send(TestRecord.Click(24_000)); // too late for it, in time for [10 s, 40 s) and [20 s, 50 s)
        Assert.Equal([1, 1, 0], flink.EndInput().Select(window => window.Clicks));
        Assert.Equal((1, 0), (flink.LateRows, flink.LateRecordsDropped)); // Flink itself counts a row only where every window missed it

        var spark = SparkTwin.Start(query);
        spark.Batch(TestRecord.View(25_000), TestRecord.View(31_000));
        spark.Trigger(); // evicts [0, 30 s)
        Assert.Equal(1, spark.Batch(TestRecord.Click(24_000)).RowsDropped); // Spark counts each late window
    }
    #endregion

    #region partitions
    [Fact]
    public void A_silent_partition_holds_Flink_back_until_it_is_idle()
    {
        var flink = FlinkTwin.Start(new() { Continuous = new() { IdleTimeoutMs = 5_000 } }, partitions: 2);
        flink.Send(TestRecord.View(1_000, partition: 0), TestRecord.View(90_000, partition: 0)); // nothing in partition 1
        Assert.Empty(flink.AdvanceTime(TimeSpan.FromSeconds(5)));
        Assert.Single(flink.AdvanceTime(TimeSpan.FromSeconds(1)));

        var spark = SparkTwin.Start(partitions: 2);
        spark.Batch(TestRecord.View(1_000, partition: 0), TestRecord.View(90_000, partition: 0));
        Assert.NotNull(spark.Trigger()); // no new records, but the watermark has moved: Spark asks no partition
        Assert.Single(spark.Emitted);
    }
    #endregion

    #region triggers
    [Fact]
    public void With_a_trigger_interval_a_window_comes_two_intervals_late()
    {
        var spark = SparkTwin.Start(new() { MicroBatch = new() { TriggerIntervalMs = 5_000 } });
        spark.AdvanceTime(TimeSpan.Zero); // batch 0 starts at once
        spark.Append(TestRecord.View(1_000), TestRecord.View(30_000));
        spark.AdvanceTime(TimeSpan.FromSeconds(5)); // this batch learns the watermark
        Assert.Empty(spark.Results);
        spark.AdvanceTime(TimeSpan.FromSeconds(5)); // this one closes the window
        Assert.Single(spark.Results);
    }
    #endregion

    #region restart
    [Fact]
    public void A_restart_keeps_what_the_checkpoint_keeps()
    {
        var spark = SparkTwin.Start();
        spark.Batch(TestRecord.View(1_000), TestRecord.View(30_000));
        spark = spark.Restart();
        Assert.Null(spark.Trigger()); // a new run waits for new records
        spark.Batch(TestRecord.View(30_001));
        Assert.Single(spark.Emitted);
    }
    #endregion

    #region property
    [Fact]
    public void With_rows_less_than_the_delay_behind_neither_engine_loses_one() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 19_999]).Array[1, 50].Sample(steps =>
        {
            var (spark, flink, maxMs) = (SparkTwin.Start(), FlinkTwin.Start(), 1_000_000L);
            foreach (var (aheadMs, behindMs) in steps)
            {
                maxMs += aheadMs;
                TestRecord[] rows = [TestRecord.View(maxMs), TestRecord.Click(maxMs - behindMs)];
                spark.Batch(rows);
                flink.Send(rows);
                flink.AdvanceTime(TimeSpan.FromMilliseconds(200));
            }

            spark.ProcessAllAvailable();
            flink.EndInput();
            Assert.Equal((0, 0), (spark.LateRows, flink.LateRows));
            Assert.Equal(spark.Results, flink.Results.Take(spark.Results.Count)); // Spark keeps the last windows in its state
        }, iter: 1_000);
    #endregion
}
