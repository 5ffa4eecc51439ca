using CtrBench.Engines;
using CtrBench.Engines.Emulation;
using CtrBench.Traffic.Events;

namespace CtrBench.Tests.Engines.Emulation;

/// <summary>What both processors do as one.</summary>
public sealed class WindowProcessorTests
{
    private static readonly CtrQuery Query = new();

    [Theory]
    [InlineData(TwinKind.MicroBatch)]
    [InlineData(TwinKind.Continuous)]
    public void A_checkpoint_is_restored_by_its_own_engine_and_refused_by_the_other(TwinKind kind)
    {
        var keys = new KeyTable();
        var before = Create(kind);
        (before as MicroBatchProcessor)?.Begin([1]);
        var rows = new EventBatch();
        rows.Reset(0, 0);
        rows.Add(1_000, 0, RowFlags.View | RowFlags.HasEventTime, keys.GetOrAdd("ad-1"));
        rows.RecordCount = 1;
        before.Process(rows);
        (before as MicroBatchProcessor)?.EndBatch();
        var checkpoint = before.Checkpoint(keys);
        Assert.Equal("ad-1", Assert.Single(checkpoint.Windows).Key);
        var restored = Create(kind);
        restored.Restore(checkpoint, new KeyTable());
        Assert.Equal(1, restored.Counters.OpenRecords);
        var other = Create(kind == TwinKind.MicroBatch ? TwinKind.Continuous : TwinKind.MicroBatch);
        Assert.Throws<ArgumentException>(() => other.Restore(checkpoint, new KeyTable()));
    }

    private static IWindowProcessor Create(TwinKind kind) =>
        kind == TwinKind.MicroBatch ? new MicroBatchProcessor(Query, [0]) : new ContinuousProcessor(Query, 1);
}
