using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.SparkConnect.Wire;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows;
using CtrBench.Windows.Events;
using Google.Protobuf;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>The plan as protobuf JSON, against texts that were read, approved, and run on a real Spark.</summary>
public sealed class SparkQueryPlanTests
{
    private static readonly KafkaSettings Kafka = new() { BootstrapServers = "broker:9092" };

    [Fact]
    public void The_default_query_is_as_approved() => AssertApproved("default", new CtrQuery(), Kafka);

    [Fact]
    public void With_every_setting_it_is_as_approved() => AssertApproved(
        "every-setting",
        new CtrQuery
        {
            WindowMs = 1_500,
            SlideMs = 1_000,
            WatermarkDelayMs = 0,
            GroupBy = GroupField.AdId,
            BoundEventTime = false,
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = 250,
                MaxOffsetsPerTrigger = 500,
                MinOffsetsPerTrigger = 10,
                MaxTriggerDelayMs = 60_000,
                OutputMode = OutputMode.Update,
                FilterEventTypes = true,
            },
        },
        Kafka with
        {
            RunMark = "run 'é'",
            Properties = new Dictionary<string, string>
            {
                ["security.protocol"] = "sasl_plaintext",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "ann",
                ["sasl.password"] = "s3cret",
                ["linger.ms"] = "5",
            },
        });

    [Fact]
    public void A_mapping_is_as_approved()
    {
        var schema = new EventSchema
        {
            EventTime = new TimeField("meta.it's `\"x", TimeForm.EpochS),
            EventType = new TypeField("kind") { Views = ["1", "it's"], Clicks = ["\\"] },
            ProducerTimestamp = new TimeField("sent", TimeForm.EpochUs),
            Key = "meta.event_time",
        };
        AssertApproved("mapped", new CtrQuery { GroupBy = GroupField.Key, Schema = schema }, Kafka);
    }

    [Fact]
    public void Times_as_text_are_as_approved() => AssertApproved(
        "mapped-iso", new CtrQuery { Schema = new EventSchema { EventTime = new TimeField("at", TimeForm.Iso8601) } }, Kafka);

    [Fact]
    public void A_mapping_without_type_and_stamp_counts_rows()
    {
        var plan = SparkQueryPlan.Start(Job(
            new CtrQuery { Schema = new EventSchema { EventTime = new TimeField("event_time", TimeForm.EpochNs) } }, Kafka)).ToString();
        Assert.Contains("count(1) AS views", plan);
        Assert.Contains("count_if(false) AS clicks", plan);
        Assert.Contains("CAST(NULL AS BIGINT) AS producer_timestamp_ns", plan);
    }

    [Fact]
    public void Back_to_back_is_no_trigger_and_available_now_overrides_the_interval()
    {
        Assert.Equal(StartStream.TriggerOneofCase.None, Start(new() { TriggerIntervalMs = 0 }).TriggerCase);
        Assert.Equal("5 seconds", Start(new() { TriggerIntervalMs = 5_000 }).ProcessingTime);
        Assert.True(Start(new() { TriggerIntervalMs = 5_000, AvailableNow = true }).AvailableNow);
    }

    [Fact]
    public void The_isolation_of_the_events_is_the_sources_alone_and_is_left_to_spark_unless_it_is_set()
    {
        Assert.DoesNotContain("isolation", SparkQueryPlan.Start(Job(new CtrQuery(), Kafka)).ToString());
        var start = SparkQueryPlan.Start(Job(new CtrQuery(), Kafka with
        {
            Properties = new Dictionary<string, string> { ["isolation.level"] = "read_committed" },
        }));
        Assert.DoesNotContain("kafka.isolation.level", start.Options.Keys);
        Assert.Contains("\"kafka.isolation.level\": \"read_committed\"", start.Input.ToString());
    }

    [Theory]
    [InlineData(GroupField.AdType, "ad_type")]
    [InlineData(GroupField.PageId, "page_id")]
    [InlineData(GroupField.ProducerId, "producer_id")]
    public void A_group_field_is_selected_grouped_by_and_written(GroupField field, string name)
    {
        var plan = SparkQueryPlan.Start(Job(new CtrQuery { GroupBy = field }, Kafka)).ToString();
        Assert.Contains($"e.{name} AS {name}", plan);
        Assert.Contains($"\"text\": \"{name}\"", plan);
        Assert.Contains($", 'key', {name})", plan);
    }

    [Fact]
    public void What_spark_cannot_honour_is_refused_by_name()
    {
        (string Field, CtrQuery Query)[] all =
        [
            (QueryFields.Window, new() { WindowMs = 0 }), (QueryFields.Window, new() { WindowMs = long.MaxValue }), (QueryFields.Delay, new() { WatermarkDelayMs = -1 }),
            (QueryFields.Delay, new() { WatermarkDelayMs = long.MaxValue }), (QueryFields.Trigger, new() { MicroBatch = new() { TriggerIntervalMs = -1 } }),
            (QueryFields.MaxOffsets, new() { MicroBatch = new() { MaxOffsetsPerTrigger = 0 } }), (QueryFields.MinOffsets, new() { MicroBatch = new() { MinOffsetsPerTrigger = 0 } }),
            (QueryFields.MinOffsets, new() { MicroBatch = new() { MinOffsetsPerTrigger = 9, MaxOffsetsPerTrigger = 8 } }),
            (QueryFields.MaxTriggerDelay, new() { MicroBatch = new() { MaxTriggerDelayMs = 0 } }),
            (QueryFields.Guarantee, new() { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }), (QueryFields.GroupBy, new() { GroupBy = (GroupField)99 }),
            (QueryFields.Schema, new() { Schema = new() { EventTime = new TimeField("a.ts"), Key = "A.k" }, GroupBy = GroupField.Key }),
        ];
        foreach (var (field, query) in all)
            Assert.Equal(field, Assert.Throws<QueryRefusedException>(() => SparkQueryPlan.Start(Job(query, Kafka))).Field);
    }

    [Fact]
    public void Session_settings_carry_what_the_plan_cannot()
    {
        var conf = SparkConf.Of(
            new CtrQuery { MicroBatch = new() { NoDataBatches = false, LateFilter = LateFilter.Current } },
            new SparkConnectSettings { StateStore = SparkStateStore.RocksDb }, partitions: 3);
        Assert.Equal("3", conf["spark.sql.shuffle.partitions"]);
        Assert.Equal("false", conf["spark.sql.streaming.noDataMicroBatches.enabled"]);
        Assert.Equal("false", conf["spark.sql.streaming.statefulOperator.allowMultiple"]);
        Assert.EndsWith(".RocksDBStateStoreProvider", conf["spark.sql.streaming.stateStore.providerClass"]);
        var standard = SparkConf.Of(new CtrQuery(), new SparkConnectSettings { ShufflePartitions = 7 }, 3);
        Assert.Equal(
            ("7", "true", "true"),
            (standard["spark.sql.shuffle.partitions"], standard["spark.sql.streaming.noDataMicroBatches.enabled"], standard["spark.sql.streaming.statefulOperator.allowMultiple"]));
    }

    private static StartStream Start(MicroBatchSettings settings) => SparkQueryPlan.Start(Job(new CtrQuery { MicroBatch = settings }, Kafka));

    private static SparkJob Job(CtrQuery query, KafkaSettings kafka) => new(query, "ad_events_topic", "ctr_results_topic", kafka, "ctrbench_1", "file:/srv/c/1");

    private static void AssertApproved(string name, CtrQuery query, KafkaSettings kafka)
    {
        // Maps come in no fixed order from one version of the library to the next.
        var start = SparkQueryPlan.Start(Job(query, kafka));
        var json = new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation()).Format(start).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(RepositoryRoot.Path, "tests/CtrBench.Tests/Engines/SparkConnect", $"approved-{name}.json");
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(approved == json, $"{path} does not hold the plan. Read it, and approve it by saving:\n{json}");
    }
}
