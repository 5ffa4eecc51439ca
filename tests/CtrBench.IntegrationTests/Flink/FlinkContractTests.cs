using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>The contract of every engine, on a real Flink over a real broker.</summary>
[Collection("Flink")]
public sealed class FlinkContractTests(FlinkCluster cluster) : EngineContract
{
    protected override IStreamEngine Engine => new FlinkSqlEngine(cluster.Settings);

    protected override bool ClosesAtEndOfInput => true;

    protected override CtrQuery Query => new()
    {
        WindowMs = 1_000,
        WatermarkDelayMs = 10_000,
        Continuous = new() { EmitIntervalMs = 20, BufferTimeoutMs = 10 },
        Delivery = new() { CheckpointIntervalMs = 0 },
    };

    protected override IEnumerable<(string Field, CtrQuery Query)> Refused =>
    [
        (QueryFields.Parallelism, Query with { Continuous = new() { SourceParallelism = 0 } }),
        (QueryFields.Tick, Query with { Continuous = new() { EmitIntervalMs = 0 } }),
        (QueryFields.CheckpointInterval, Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 0 } }),
    ];

    protected override TimeSpan Limit => TimeSpan.FromMinutes(5);

    protected override int Samples => 2;

    protected override ITransport CreateTransport() => new KafkaTransport(cluster.Kafka, TimeProvider.System);

    public override async ValueTask InitializeAsync()
    {
        await cluster.UpAsync();
        await base.InitializeAsync();
    }
}
