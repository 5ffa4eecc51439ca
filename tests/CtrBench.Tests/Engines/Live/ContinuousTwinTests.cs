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
        ("tick", With(new() { EmitIntervalMs = -1 })), ("tick", With(new() { EmitIntervalMs = 0 })), ("idle-timeout", With(new() { IdleTimeoutMs = -1 })),
        ("parallelism", With(new() { SourceParallelism = 0 })), ("parallelism", With(new() { SourceParallelism = 1_025 })),
        ("buffer-timeout", With(new() { BufferTimeoutMs = -1 })),
        ("guarantee", Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }), ("checkpoint-interval", Query with { Delivery = new() { CheckpointIntervalMs = -1 } }),
    ];

    protected override bool WaitsForRecords => true;

    private CtrQuery With(ContinuousSettings settings) => Query with { Continuous = settings };
}
