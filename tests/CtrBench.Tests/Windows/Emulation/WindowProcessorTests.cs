using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>What both processors do as one.</summary>
public sealed class WindowProcessorTests
{
    private static readonly CtrQuery Query = new();

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public void A_checkpoint_is_restored_by_its_own_engine_and_refused_by_the_other(EngineFamily kind)
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
        var other = Create(kind == EngineFamily.MicroBatch ? EngineFamily.Continuous : EngineFamily.MicroBatch);
        Assert.Throws<ArgumentException>(() => other.Restore(checkpoint, new KeyTable()));
    }

    private static IWindowProcessor Create(EngineFamily kind) =>
        kind == EngineFamily.MicroBatch ? new MicroBatchProcessor(Query, [0]) : new ContinuousProcessor(Query, 1);
}
