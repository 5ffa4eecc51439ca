using System.Text.Json.Nodes;
using CtrBench.Engines.FlinkSql;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>The metrics that are asked for, among all that a vertex has.</summary>
public sealed class MetricNamesTests
{
    [Fact]
    public void A_recorded_source_has_its_records_positions_and_lag()
    {
        var names = MetricNames.Pick(Recorded("metric-names-0"), FakeFlink.EventsTopic);
        Assert.Equal("Source__ad_events[29].numRecordsIn", names.RecordsIn);
        Assert.Equal("Source__ad_events[29].KafkaSourceReader.KafkaConsumer.records-lag-max", names.Lag);
        Assert.Equal([(0, "Source__ad_events[29].KafkaSourceReader.topic.pe1.partition.0.currentOffset")], names.Positions.Select(p => (p.Key, p.Value)));
        Assert.Equal((null, null, null), (names.Late, names.Watermark, names.Sent));
    }

    [Fact]
    public void A_recorded_window_operator_has_its_late_counter_watermark_and_results()
    {
        var names = MetricNames.Pick(Recorded("metric-names-1"), FakeFlink.EventsTopic);
        Assert.Equal("GlobalWindowAggregate[33].numLateRecordsDropped", names.Late);
        Assert.Equal("GlobalWindowAggregate[33].currentInputWatermark", names.Watermark);
        Assert.Equal("ctr_results[35]__Writer.numRecordsSend", names.Sent);
        Assert.Null(names.RecordsIn);
    }

    [Theory]
    [InlineData("Source__KafkaSource-default_catalog_default_database_ad_events")] // 2.3
    [InlineData("Source__ad_events[1]")] // 1.20, 2.0 to 2.2
    public void The_source_of_every_version_is_found(string source)
    {
        string[] all = [$"{source}.numRecordsIn", $"{source}.KafkaSourceReader.KafkaConsumer.records-lag-max", $"{source}.KafkaSourceReader.topic.ad_events_topic.partition.11.currentOffset", $"{source}.KafkaSourceReader.topic.ad_events_topic.partition.11.committedOffset", "numRecordsIn"];
        var names = MetricNames.Pick(all, "ad_events_topic");
        Assert.Equal((all[0], all[1]), (names.RecordsIn, names.Lag));
        Assert.Equal([(11, all[2])], names.Positions.Select(p => (p.Key, p.Value)));
    }

    [Theory]
    [InlineData("GroupWindowAggregate[4]")]
    [InlineData("WindowAggregate[4]")]
    public void The_window_operator_of_every_form_is_found(string window)
    {
        var names = MetricNames.Pick([$"{window}.numLateRecordsDropped", "LocalWindowAggregate[3].currentInputWatermark", $"{window}.currentInputWatermark"], "t");
        Assert.Equal(($"{window}.numLateRecordsDropped", $"{window}.currentInputWatermark"), (names.Late, names.Watermark));
    }

    [Fact]
    public void A_dot_in_a_topic_is_an_underscore_in_its_metrics()
    {
        var names = MetricNames.Pick(["Source__ad_events[1].KafkaSourceReader.topic.a_b-c.partition.0.currentOffset", "Source__ad_events[1].KafkaSourceReader.topic.other.partition.1.currentOffset"], "a.b-c");
        Assert.Equal([0], names.Positions.Keys);
    }

    private static List<string> Recorded(string reply) => [.. JsonNode.Parse(FakeFlink.Reply(reply))!.AsArray().Select(m => (string)m!["id"]!)];
}
