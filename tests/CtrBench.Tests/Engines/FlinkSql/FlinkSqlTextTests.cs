using CtrBench.Engines.FlinkSql;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>The SQL and the settings that Flink is given, compared with approved texts (folder Approved).</summary>
public sealed class FlinkSqlTextTests
{
    private static readonly FlinkSettings Settings = new() { Gateway = new("http://gateway:8083"), Rest = new("http://rest:8081") };
    private static readonly KafkaSettings Kafka = new() { BootstrapServers = "broker:9092" };
    private static readonly FlinkJobNames Names = new("ctrbench-1", "ad_events_topic", "ctr_results_topic");

    public static TheoryData<string, CtrQuery, object> Queries => new()
    {
        { "default", new CtrQuery(), Kafka },
        {
            "grouped-exactly-once-marked",
            new CtrQuery
            {
                GroupBy = GroupField.AdType,
                Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 2_000 },
                Continuous = new() { SourceParallelism = 2, IdleTimeoutMs = 5_000, AggregationPhase = AggregationPhase.OnePhase },
            },
            Kafka with { RunMark = "run-7" }
        },
        {
            "legacy-unbounded",
            new CtrQuery
            {
                WindowMs = 1_500,
                WatermarkDelayMs = 120_000,
                BoundEventTime = false,
                GroupBy = GroupField.ProducerId,
                Delivery = new() { CheckpointIntervalMs = 0 },
                Continuous = new() { EmitStrategy = EmitStrategy.OnEvent, EmitIntervalMs = 0, BufferTimeoutMs = 0, AggregationPhase = AggregationPhase.Legacy },
            },
            Kafka
        },
        {
            "mapped",
            new CtrQuery { GroupBy = GroupField.Key, Schema = new EventSchema
                {
                    EventTime = new TimeField("meta.it's `\"x", TimeForm.EpochS),
                    EventType = new TypeField("kind") { Views = ["1", "it's"], Clicks = ["\\"] },
                    ProducerTimestamp = new TimeField("sent", TimeForm.EpochUs),
                    Key = "meta.event_time",
                } },
            Kafka
        },
        {
            "mapped-rows",
            new CtrQuery { Schema = new EventSchema { EventTime = new TimeField("event_time", TimeForm.EpochNs) } },
            Kafka
        },
        {
            "mapped-iso",
            new CtrQuery { Schema = new EventSchema { EventTime = new TimeField("at", TimeForm.Iso8601) } },
            Kafka
        },
        {
            "secured",
            new CtrQuery(),
            Kafka with
            {
                Properties = new Dictionary<string, string>
                {
                    ["security.protocol"] = "SASL_SSL", ["sasl.mechanism"] = "SCRAM-SHA-512", ["sasl.username"] = "me", ["sasl.password"] = "it's \"secret\"",
                    ["ssl.ca.location"] = "/etc/ca.pem", ["linger.ms"] = "7",
                },
            }
        },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_becomes_the_approved_text(string name, CtrQuery query, object kafka)
    {
        var script = FlinkSqlText.Script(query, Names, (KafkaSettings)kafka, Settings);
        var settings = script.Properties.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"SET '{p.Key}' = '{p.Value}';\n");
        var text = string.Concat(settings) + string.Concat(script.Tables.Append(script.Insert).Select(s => s.Shown + ";\n"));
        Approved.Check($"Engines/FlinkSql/Approved/{name}.sql", text);
    }

    [Theory]
    [InlineData(
        AggregationPhase.OnePhase, 60_000, 10_000,
        "TABLE(HOP(TABLE `ad_events_valid`, DESCRIPTOR(`event_time`), INTERVAL '10' SECOND, INTERVAL '60' SECOND))")]
    [InlineData(AggregationPhase.Legacy, 7_500, 3_000, "GROUP BY HOP(`event_time`, INTERVAL '3' SECOND, INTERVAL '7.500' SECOND(2, 3))")]
    [InlineData(AggregationPhase.Legacy, 7_500, 2_500, "HOP_START(`event_time`, INTERVAL '2.500' SECOND(2, 3), INTERVAL '7.500' SECOND(2, 3))")]
    public void Sliding_windows_are_a_HOP_with_the_slide_before_the_size(AggregationPhase phase, long windowMs, long slideMs, string sql)
    {
        var query = new CtrQuery { WindowMs = windowMs, SlideMs = slideMs, Continuous = new() { AggregationPhase = phase } };
        var insert = FlinkSqlText.Script(query, Names, Kafka, Settings).Insert.Sql;
        Assert.Contains(sql, insert);
        Assert.DoesNotContain("TUMBLE", insert);
        Assert.Equal(slideMs % 1_000 != 0, insert.Contains("EXTRACT(MILLISECOND")); // of the start, which is a multiple of the slide
    }

    [Theory]
    [InlineData(0, "INTERVAL '0' SECOND")]
    [InlineData(10_000, "INTERVAL '10' SECOND")]
    [InlineData(99_000, "INTERVAL '99' SECOND")]
    [InlineData(100_000, "INTERVAL '100' SECOND(3)")]
    [InlineData(86_400_000, "INTERVAL '86400' SECOND(5)")]
    [InlineData(5, "INTERVAL '0.005' SECOND(2, 3)")]
    [InlineData(120_250, "INTERVAL '120.250' SECOND(3, 3)")]
    public void An_interval_names_the_precision_that_it_needs(long ms, string sql) => Assert.Equal(sql, SqlText.Interval(ms));

    [Fact]
    public void A_quote_in_a_name_stays_inside_its_literal()
    {
        var script = FlinkSqlText.Script(new(), Names with { EventsTopic = "a'b" }, Kafka with { RunMark = "c'd" }, Settings);
        Assert.Contains("'topic' = 'a''b'", script.Tables[0].Sql);
        Assert.Contains("ENCODE('c''d', 'UTF-8')", script.Insert.Sql);
    }

    [Fact]
    public void The_isolation_of_the_events_is_the_sources_alone_and_is_left_to_flink_unless_it_is_set()
    {
        Assert.DoesNotContain("isolation", FlinkSqlText.Script(new(), Names, Kafka, Settings).Tables[0].Sql);
        var kafka = Kafka with { Properties = new Dictionary<string, string> { ["isolation.level"] = "read_committed" } };
        var script = FlinkSqlText.Script(new(), Names, kafka, Settings);
        Assert.Contains("'properties.isolation.level' = 'read_committed'", script.Tables[0].Sql);
        Assert.DoesNotContain("isolation", script.Tables[2].Sql);
    }

    [Fact]
    public void A_password_is_sent_and_never_shown_not_even_in_an_error_about_another_statement()
    {
        var kafka = Kafka with { Properties = new Dictionary<string, string> { ["sasl.username"] = "me", ["sasl.password"] = "pa'ss\"word" } };
        var script = FlinkSqlText.Script(new(), Names, kafka, Settings);
        Assert.Contains("""username="me" password="pa''ss\"word";""", script.Tables[0].Sql);
        foreach (var statement in script.Tables.Append(script.Insert))
        {
            Assert.DoesNotContain("pa'", statement.Shown);
            Assert.DoesNotContain("pa'", statement.ToString());
            Assert.DoesNotContain("pa'", statement.Hide("""'properties.sasl.jaas.config'='org.apache.kafka.common.security.plain.PlainLoginModule required username="me" password="pa'ss\"word";' and pa'ss"word"""));
        }
    }

    [Theory]
    [InlineData("sasl.oauthbearer.client.secret")]
    [InlineData("ssl.engine.location")]
    [InlineData("enable.ssl.certificate.verification")]
    public void What_lets_a_client_in_and_has_no_Java_name_is_refused_by_its_name_without_its_value(string property)
    {
        var kafka = Kafka with { Properties = new Dictionary<string, string> { [property] = "the-value" } };
        var refusal = Assert.Throws<QueryRefusedException>(() => FlinkSqlText.Script(new(), Names, kafka, Settings));
        Assert.StartsWith($"KafkaSettings.Properties: '{property}' has no known counterpart", refusal.Message);
        Assert.DoesNotContain("the-value", refusal.Message);
    }

    [Fact]
    public void Certificates_go_to_Java_as_PEM()
    {
        var kafka = Kafka with
        {
            Properties = new Dictionary<string, string>
            {
                ["ssl.ca.pem"] = "CA",
                ["ssl.certificate.pem"] = "CERT",
                ["ssl.key.pem"] = "KEY",
                ["ssl.key.password"] = "PW",
                ["ssl.endpoint.identification.algorithm"] = "none",
            },
        };
        Assert.Equal(
            [
                ("properties.bootstrap.servers", "broker:9092"), ("properties.ssl.truststore.type", "PEM"), ("properties.ssl.truststore.certificates", "CA"),
                ("properties.ssl.keystore.type", "PEM"), ("properties.ssl.keystore.certificate.chain", "CERT"), ("properties.ssl.endpoint.identification.algorithm", ""),
                ("properties.ssl.key.password", "PW"), ("properties.ssl.keystore.key", "KEY"),
            ],
            FlinkKafkaProperties.Of(kafka).All);
    }
}
