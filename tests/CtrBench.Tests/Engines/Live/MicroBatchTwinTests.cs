using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Live;

public sealed class MicroBatchTwinTests : EngineContractOfTwins
{
    protected override IStreamEngine Engine { get; } = new AkkaEngine(EngineFamily.MicroBatch);

    protected override bool ClosesAtEndOfInput => false;

    protected override CtrQuery Query { get; } = new() { WindowMs = 1_000, WatermarkDelayMs = 1_000_000, MicroBatch = new() { TriggerIntervalMs = 0 } };

    protected override IEnumerable<(string Field, CtrQuery Query)> Refused =>
    [
        (QueryFields.Trigger, With(new() { TriggerIntervalMs = -1 })), (QueryFields.MaxOffsets, With(new() { MaxOffsetsPerTrigger = 0 })), (QueryFields.MinOffsets, With(new() { MinOffsetsPerTrigger = 0 })),
        (QueryFields.Guarantee, Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }), (QueryFields.CheckpointInterval, Query with { Delivery = new() { CheckpointIntervalMs = -1 } }),
    ];

    protected override bool WaitsForRecords => false;

    [Fact]
    public async Task Available_now_reads_what_is_there_in_batches_back_to_back_and_ends_by_itself()
    {
        await using var rig = await RigAsync();
        await rig.SendAsync(Rows(100));
        await rig.SendClosingAsync(FarMs);
        // An hour between batches would be felt.
        var settings = new MicroBatchSettings { AvailableNow = true, TriggerIntervalMs = 3_600_000, MaxOffsetsPerTrigger = 10 };
        await using var query = await Engine.StartAsync(With(settings), rig.Endpoints, Ct);
        await query.Completion.WaitAsync(Ct);
        Assert.Equal(102, query.Progress.RecordsRead);
        Assert.Equal(NaiveOracle.Windows(rig.Rows.SkipLast(2), 1_000, byAd: false), rig.ReceiveRest());
        Assert.True(query.Progress.Batches.Count > 10);
    }

    private CtrQuery With(MicroBatchSettings settings) => Query with { MicroBatch = settings };
}
