using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaClientConfigTests
{
    [Fact]
    public void The_users_properties_win_over_defaults()
    {
        var settings = With(("linger.ms", "20"), ("fetch.wait.max.ms", "300"), ("sasl.username", "me"));
        Assert.Equal("20", KafkaClientConfig.Producer(settings)["linger.ms"]);
        Assert.Equal("300", KafkaClientConfig.Reader(settings)["fetch.wait.max.ms"]);
        Assert.All(All(settings), config => Assert.Equal("me", config["sasl.username"]));
    }

    [Fact]
    public void Properties_that_the_guarantees_depend_on_cannot_be_changed()
    {
        var settings = With(
            ("enable.idempotence", "false"), ("request.required.acks", "0"), ("group.id", "x"), ("auto.offset.reset", "earliest"),
            ("enable.auto.commit", "true"), ("metadata.broker.list", "elsewhere:1"));
        var producer = KafkaClientConfig.Producer(settings);
        Assert.Equal(("true", "all", "here:9092"), (producer["enable.idempotence"], producer["acks"], producer["bootstrap.servers"]));
        Assert.DoesNotContain("request.required.acks", producer.Keys);
        Assert.DoesNotContain("metadata.broker.list", producer.Keys);
        var reader = KafkaClientConfig.Reader(settings);
        Assert.Equal(
            ("error", "false", "true"),
            (reader["auto.offset.reset"], reader["enable.auto.commit"], reader["enable.partition.eof"]));
        Assert.NotEqual("x", reader["group.id"]);
    }

    [Theory]
    [InlineData(null, "read_uncommitted")]
    [InlineData("read_uncommitted", "read_uncommitted")]
    [InlineData("read_committed", "read_committed")]
    public void Events_are_read_as_the_engines_read_them_and_results_only_when_committed(string? given, string events)
    {
        var settings = given is null ? With() : With(("isolation.level", given));
        Assert.Equal(events, KafkaClientConfig.Reader(settings)["isolation.level"]);
        Assert.Equal("read_committed", KafkaClientConfig.Reader(settings.ForResults())["isolation.level"]);
        Assert.DoesNotContain("isolation.level", KafkaClientConfig.Producer(settings).Keys);
        Assert.DoesNotContain("isolation.level", KafkaClientConfig.Admin(settings).Keys);
    }

    [Fact]
    public void A_property_under_its_other_name_wins_too()
    {
        var producer = KafkaClientConfig.Producer(With(("queue.buffering.max.ms", "20"), ("delivery.timeout.ms", "7000")));
        Assert.Equal(("20", "7000"), (producer["queue.buffering.max.ms"], producer["delivery.timeout.ms"]));
        Assert.DoesNotContain("linger.ms", producer.Keys);
        Assert.DoesNotContain("message.timeout.ms", producer.Keys);
    }

    [Fact]
    public void Each_kind_of_client_has_an_id_of_its_own() =>
        Assert.Equal(["ours-admin", "ours-producer", "ours-transactions", "ours-reader"], All(With()).Select(config => config["client.id"]));

    [Fact]
    public void Settings_print_the_names_of_properties_and_not_their_values()
    {
        var text = With(("sasl.password", "correct-horse")).ToString();
        Assert.Contains("sasl.password", text);
        Assert.Contains("here:9092", text);
        Assert.DoesNotContain("correct-horse", text);
    }

    private static IEnumerable<Dictionary<string, string>> All(KafkaSettings settings) =>
    [
        KafkaClientConfig.Admin(settings), KafkaClientConfig.Producer(settings), KafkaClientConfig.TransactionalProducer(settings, "id"),
        KafkaClientConfig.Reader(settings),
    ];

    private static KafkaSettings With(params (string Key, string Value)[] properties) => new()
    {
        BootstrapServers = "here:9092",
        ClientId = "ours",
        Properties = properties.ToDictionary(p => p.Key, p => p.Value),
    };
}
