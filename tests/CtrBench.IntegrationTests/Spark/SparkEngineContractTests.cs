using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.IntegrationTests.Spark;

/// <summary>The contract of every engine, on a real Spark and a real broker.</summary>
[Collection("Spark")]
public sealed class SparkEngineContractTests(KafkaBroker broker, SparkServer spark) : EngineContract
{
    private string _kafka = "";
    private Uri _spark = new("http://localhost");

    protected override IStreamEngine Engine => new SparkConnectEngine(_spark, settings: new SparkConnectSettings { PollIntervalMs = 50 });

    protected override bool ClosesAtEndOfInput => false;

    protected override CtrQuery Query => new()
    {
        WindowMs = 1_000,
        WatermarkDelayMs = 1_000_000,
        MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 0 },
    };

    protected override IEnumerable<(string Field, CtrQuery Query)> Refused =>
    [
        (QueryFields.Trigger, Query with { MicroBatch = new() { TriggerIntervalMs = -1 } }),
        (QueryFields.Guarantee, Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }),
    ];

    protected override TimeSpan Limit => TimeSpan.FromMinutes(10);

    protected override int Samples => 2;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (_kafka, _spark) = (await broker.AddressAsync(), await spark.AddressAsync());
    }

    protected override ITransport CreateTransport() => new KafkaTransport(new() { BootstrapServers = _kafka, RunMark = "contract" }, TimeProvider.System);
}
