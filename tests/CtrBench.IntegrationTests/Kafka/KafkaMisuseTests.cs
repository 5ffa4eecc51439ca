using System.Net;
using System.Net.Sockets;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>What a user sees who gives a wrong address, file or password.</summary>
[Collection("Kafka")]
public sealed class KafkaMisuseTests(KafkaBroker broker)
{
    private const string Secret = "correct-horse-battery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_where_nothing_listens_is_named_with_what_to_do()
    {
        var address = $"127.0.0.1:{ClosedPort()}";
        await using var transport = new KafkaTransport(new() { BootstrapServers = address }, TimeProvider.System);
        string[] messages =
        [
            (await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenWriterAsync("t", Ct))).Message,
            (await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenReaderAsync("t", ct: Ct))).Message,
            (await Assert.ThrowsAsync<TransportException>(async () => await transport.CreateTopicsAsync([new("t", 1)], Ct))).Message,
            (await Assert.ThrowsAsync<TransportException>(() => KafkaProbe.ProbeAsync(transport.Settings, TimeProvider.System, Ct))).Message,
        ];
        Assert.All(messages, message =>
        {
            Assert.StartsWith($"Kafka at {address}, listing its topics: nothing answers at {address}", message);
            Assert.Contains("docker compose up -d", message);
        });
    }

    [Fact]
    public async Task A_host_that_is_not_known_is_named()
    {
        await using var transport = new KafkaTransport(new() { BootstrapServers = "no-such-host.invalid:9092" }, TimeProvider.System);
        Assert.Contains("the host name is not known", (await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenWriterAsync("t", Ct))).Message);
    }

    [Fact]
    public async Task A_port_that_accepts_and_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var transport = new KafkaTransport(new() { BootstrapServers = silent.LocalEndpoint.ToString()! }, TimeProvider.System);
        Assert.Contains("no answer in time", (await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenWriterAsync("t", Ct))).Message);
    }

    [Fact]
    public async Task A_wait_for_a_silent_broker_can_be_cancelled()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var transport = new KafkaTransport(new() { BootstrapServers = silent.LocalEndpoint.ToString()! }, TimeProvider.System);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await transport.CreateTopicsAsync([new("t", 1)], cancel.Token));
    }

    [Theory]
    [InlineData("no.such.property", "'no.such.property' is not known to librdkafka")]
    [InlineData("security.protocol", "'security.protocol' has a value that librdkafka rejects")]
    public async Task A_property_that_the_client_refuses_is_named_without_its_value(string key, string words)
    {
        await using var transport = new KafkaTransport(
            new() { BootstrapServers = "127.0.0.1:1", Properties = new Dictionary<string, string> { [key] = Secret } }, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenWriterAsync("t", Ct));
        Assert.Contains(words, refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());
    }

    [Fact]
    public async Task Authentication_against_a_broker_without_it_names_the_properties_to_check_and_no_secret()
    {
        await using var transport = new KafkaTransport(new()
        {
            BootstrapServers = await broker.AddressAsync(),
            Properties = new Dictionary<string, string>
            {
                ["security.protocol"] = "SASL_PLAINTEXT",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "somebody",
                ["sasl.password"] = Secret,
            },
        }, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<TransportException>(async () => await transport.OpenWriterAsync("t", Ct));
        Assert.Contains("does not support this authentication mechanism", refusal.Message);
        Assert.Contains("Check sasl.mechanism and security.protocol", refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());
    }

    [Fact]
    public async Task The_probe_returns_brokers_release_and_clock_offset()
    {
        var address = await broker.AddressAsync();
        var settings = new KafkaSettings { BootstrapServers = address };
        var facts = await KafkaProbe.ProbeAsync(settings, TimeProvider.System, Ct);
        Assert.Single(facts.Brokers);
        Assert.NotEmpty(facts.ClusterId!);
        Assert.Matches(@"^\d+\.\d+$", facts.Version);
        var offset = await KafkaProbe.ClockAsync(settings, TimeProvider.System, Ct);
        Assert.True(offset.BoundMs < 1_000, $"{offset}");
        // The same machine, so the same clock.
        if (address.StartsWith("127.", StringComparison.Ordinal)) Assert.InRange(Math.Abs(offset.OffsetMs), 0, offset.BoundMs);
        Assert.Equal(facts.Topics, (await KafkaProbe.ProbeAsync(settings, TimeProvider.System, Ct)).Topics);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
