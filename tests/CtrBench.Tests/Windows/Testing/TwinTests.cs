using CtrBench.Windows;
using CtrBench.Windows.Events;
using CtrBench.Windows.Testing;

namespace CtrBench.Tests.Windows.Testing;

/// <summary>What the twins of a unit test add to the processors: records, time, refusals.</summary>
public sealed class TwinTests
{
    [Fact]
    public void An_event_with_all_its_fields_is_read_as_a_producer_writes_it()
    {
        var e = new AdEvent(new("p"), new("u"), new("page"), new("ad"), new("banner"), EventKind.Click, 1_000, 7, 0xC0000201);
        var spark = SparkTwin.Start(new() { GroupBy = GroupField.AdType });
        spark.Batch(TestRecord.Of(e), TestRecord.View(30_000, key: "video"));
        spark.Trigger();
        Assert.Equal(("banner", 0, 1, 7), (spark.Emitted[0].Key, spark.Emitted[0].Views, spark.Emitted[0].Clicks, spark.Emitted[0].MaxProducerTimestampNs));
    }

    [Fact]
    public void A_key_stands_in_every_field_that_can_be_grouped_by()
    {
        foreach (var field in Enum.GetValues<GroupField>().Where(f => f is not (GroupField.None or GroupField.Key)))
        {
            var flink = FlinkTwin.Start(new() { GroupBy = field });
            flink.Send(TestRecord.View(1_000, key: "a \"key\" ü"), TestRecord.View(1_000));
            Assert.Equal(["a \"key\" ü", null], flink.EndInput().Select(r => r.Key));
        }
    }

    [Fact]
    public void A_partition_that_the_topic_lacks_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SparkTwin.Start().Append(TestRecord.View(0, partition: 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlinkTwin.Start().Send(TestRecord.View(0, partition: -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SparkTwin.Start(partitions: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlinkTwin.Start(partitions: 0));
    }

    [Fact]
    public void A_query_that_no_engine_takes_is_refused_by_the_name_of_its_field()
    {
        Assert.Equal("CtrQuery.WindowMs", Assert.Throws<QueryRefusedException>(() => SparkTwin.Start(new() { WindowMs = 0 })).Field);
        Assert.Equal("CtrQuery.WatermarkDelayMs", Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(new() { WatermarkDelayMs = -1 })).Field);
    }

    [Fact]
    public void A_batch_that_does_not_run_says_so()
    {
        var spark = SparkTwin.Start();
        spark.Batch(); // the first always runs (S19)
        Assert.Contains("S17", Assert.Throws<InvalidOperationException>(() => spark.Batch()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(spark.RestartInBatch);
    }

    [Fact]
    public void Time_runs_forward_only_and_ticks_keep_their_phase()
    {
        var flink = FlinkTwin.Start(nowMs: 5);
        flink.AdvanceTime(TimeSpan.FromMilliseconds(150));
        flink.Send(TestRecord.View(0), TestRecord.View(30_000));
        Assert.Empty(flink.AdvanceTime(TimeSpan.FromMilliseconds(49)));
        Assert.Single(flink.AdvanceTime(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(205, flink.NowMs);
        Assert.Throws<ArgumentOutOfRangeException>(() => flink.AdvanceTime(TimeSpan.FromMilliseconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SparkTwin.Start().AdvanceTime(TimeSpan.FromMilliseconds(-1)));
    }

    [Fact]
    public void A_back_to_back_query_evicts_10_ms_at_the_latest_after_it_has_learnt_the_watermark()
    {
        var spark = SparkTwin.Start(new() { MicroBatch = new() { TriggerIntervalMs = 0 } });
        spark.AdvanceTime(TimeSpan.Zero);
        spark.Append(TestRecord.View(0), TestRecord.View(30_000));
        Assert.Equal([2, 0], spark.AdvanceTime(TimeSpan.FromMilliseconds(10)).Select(b => b.InputRows));
        Assert.Single(spark.Results);
    }

    [Fact]
    public void A_record_says_what_it_is()
    {
        Assert.Equal("p2 tombstone", TestRecord.Tombstone(2).ToString());
        Assert.Equal("p0 x", TestRecord.Json("x").ToString());
    }
}
