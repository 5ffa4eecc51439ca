using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>The contract of every transport, on a real broker.</summary>
[Collection("Kafka")]
public sealed class KafkaTransportTests(KafkaBroker broker) : TransportContract
{
    private KafkaSettings _settings = new() { BootstrapServers = "" };

    protected override ITransport CreateTransport() => new KafkaTransport(_settings, TimeProvider.System);

    public override async ValueTask InitializeAsync()
    {
        _settings = new() { BootstrapServers = await broker.AddressAsync(), RunMark = "contract" };
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await KafkaRig.DeleteAsync(_settings, Topics);
        GC.SuppressFinalize(this);
    }
}
