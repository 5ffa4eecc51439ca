using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Live;

public sealed class ContinuousTwinTests : EngineContractOfTwins
{
    protected override IStreamEngine Engine { get; } = new AkkaEngine(EngineFamily.Continuous);

    protected override bool ClosesAtEndOfInput => true;

    protected override CtrQuery Query { get; } = new() { WindowMs = 1_000, WatermarkDelayMs = 1_000_000, Continuous = new() { EmitIntervalMs = 10 } };

    protected override IEnumerable<(string Field, CtrQuery Query)> Refused =>
    [
        (QueryFields.Tick, With(new() { EmitIntervalMs = -1 })), (QueryFields.Tick, With(new() { EmitIntervalMs = 0 })), (QueryFields.IdleTimeout, With(new() { IdleTimeoutMs = -1 })),
        (QueryFields.Parallelism, With(new() { SourceParallelism = 0 })), (QueryFields.Parallelism, With(new() { SourceParallelism = 1_025 })),
        (QueryFields.BufferTimeout, With(new() { BufferTimeoutMs = -1 })),
        (QueryFields.Guarantee, Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }), (QueryFields.CheckpointInterval, Query with { Delivery = new() { CheckpointIntervalMs = -1 } }),
    ];

    protected override bool WaitsForRecords => true;

    private CtrQuery With(ContinuousSettings settings) => Query with { Continuous = settings };
}
