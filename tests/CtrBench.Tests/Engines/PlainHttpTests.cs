using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.SparkConnect;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines;

public sealed class PlainHttpTests
{
    private const string Secret = "hunter2";
    private static readonly KafkaSettings Brokers = new()
    {
        BootstrapServers = "broker:9092",
        Properties = new Dictionary<string, string>
        {
            ["security.protocol"] = "sasl_ssl",
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.username"] = "me",
            ["sasl.password"] = Secret,
        },
    };

    [Theory]
    [InlineData("http://flink:8083", "properties.sasl.jaas.config", true)]
    [InlineData("http://10.0.0.7:8083", "ssl.key.password", true)]
    [InlineData("http://flink:8083", "ssl.keystore.password", true)]
    [InlineData("http://flink:8083", "ssl.keystore.key", true)]
    [InlineData("http://flink:8083", "sasl.oauthbearer.client.secret", true)]
    [InlineData("http://flink:8083", "ssl.truststore.certificates", false)]
    [InlineData("http://flink:8083", "security.protocol", false)]
    [InlineData("https://flink:8083", "sasl.jaas.config", false)]
    [InlineData("http://localhost:8083", "sasl.jaas.config", false)]
    [InlineData("http://127.0.0.1:8083", "sasl.jaas.config", false)]
    public void A_secret_goes_over_an_encrypted_connection_or_to_this_machine(string address, string name, bool refused)
    {
        void Check() => PlainHttp.ThrowIfReadable(new Uri(address), [KeyValuePair.Create(name, Secret)], FlinkSettings.GatewaySetting);
        if (!refused)
        {
            Check();
            return;
        }

        var refusal = Assert.Throws<EngineSetupException>(Check);
        Assert.Contains($"'{name}' of the broker would be sent unencrypted to {new Uri(address).Host}. Put a TLS proxy", refusal.Message);
        Assert.DoesNotContain(Secret, refusal.Message);
    }

    [Fact]
    public async Task Neither_a_flink_nor_a_spark_elsewhere_is_sent_the_password_of_the_broker()
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await transport.CreateTopicsAsync([new("e", 1), new("r", 1)], TestContext.Current.CancellationToken);
        var endpoints = new EngineEndpoints(transport, "e", "r", TimeProvider.System);
        var flink = new FlinkSqlEngine(new FlinkSettings { Gateway = new Uri("http://flink.invalid:1"), Rest = new Uri("http://flink.invalid:2") }) { Brokers = Brokers };
        var refusal = await Assert.ThrowsAsync<EngineSetupException>(() => flink.StartAsync(new CtrQuery(), endpoints, TestContext.Current.CancellationToken));
        Assert.Contains("'properties.sasl.jaas.config' of the broker would be sent unencrypted to flink.invalid", refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());

        await using var kafka = new KafkaTransport(Brokers, TimeProvider.System);
        var spark = new SparkConnectEngine(new Uri("sc://spark.invalid:15002"));
        refusal = await Assert.ThrowsAsync<EngineSetupException>(
            () => spark.StartAsync(new CtrQuery(), endpoints with { Transport = kafka }, TestContext.Current.CancellationToken));
        Assert.Contains("'sasl.jaas.config' of the broker would be sent unencrypted to spark.invalid", refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());
    }
}
