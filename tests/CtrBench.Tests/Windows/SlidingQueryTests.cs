using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Testing;

namespace CtrBench.Tests.Windows;

/// <summary>Which sliding windows a query may have, and what they cost a row.</summary>
public sealed class SlidingQueryTests
{
    [Theory]
    [InlineData(60_000, 0, "must slide by more than 0")]
    [InlineData(60_000, 60_001, "is more than the window of 60000 ms")]
    [InlineData(60_000, 299, "puts each event into 201 windows of 60000 ms, and an engine counts it in each: at most 200. Slide by at least 300 ms")]
    [InlineData(60_000, 300, null)]
    [InlineData(60_000, 60_000, null)]
    public void Every_engine_requires_a_slide_of_a_part_of_the_window(long windowMs, long slideMs, string? fault)
    {
        var query = new CtrQuery { WindowMs = windowMs, SlideMs = slideMs };
        if (fault is null)
        {
            Assert.NotNull(SparkTwin.Start(query));
            Assert.NotNull(FlinkTwin.Start(query));
            return;
        }

        Assert.Contains(fault, Assert.Throws<QueryRefusedException>(() => SparkTwin.Start(query)).Message);
        Assert.Contains(fault, Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(query)).Message);
    }

    [Fact]
    public void F39_only_the_table_function_requires_a_multiple_of_the_slide()
    {
        var query = new CtrQuery { WindowMs = 10_000, SlideMs = 4_000 };
        Assert.Contains("a multiple of its slide (F39)", Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(query)).Message);
        Assert.NotNull(FlinkTwin.Start(query with { Continuous = new() { AggregationPhase = AggregationPhase.Legacy } }));
        Assert.NotNull(SparkTwin.Start(query));
    }

    [Fact]
    public void The_legacy_form_does_not_continue_sliding_windows()
    {
        var query = new CtrQuery { WindowMs = 20_000, SlideMs = 10_000, Continuous = new() { AggregationPhase = AggregationPhase.Legacy } };
        Assert.StartsWith("CtrQuery.SlideMs: ", Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(query).Restart()).Message);
    }

    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public void A_row_of_sliding_windows_allocates_nothing(EngineFamily family)
    {
        var query = new CtrQuery { WindowMs = 60_000, SlideMs = 10_000 };
        var processor = family == EngineFamily.MicroBatch
            ? (IWindowProcessor)new MicroBatchProcessor(query, [0]) : new ContinuousProcessor(query, 1);
        var (rows, atMs) = (new EventBatch(), 1_000_000L);
        Step(10); // until the windows of a steady state exist
        // Some bytes a batch, which do not grow with its rows.
        Assert.Equal(Bytes(1_000), Bytes(10_000));

        long Bytes(int count) => Allocation.LeastBytes(() => Step(count));

        void Step(int count)
        {
            for (var round = 0; round < 20; round++)
            {
                rows.Reset(0, 0);
                for (var i = 0; i < count; i++) rows.Add(atMs + i % 10_000 - (i % 7 == 0 ? 30_000 : 0), 0, RowFlags.HasEventTime, 0);
                rows.RecordCount = count;
                (processor as MicroBatchProcessor)?.Begin([count]);
                processor.Process(rows);
                (processor as MicroBatchProcessor)?.EndBatch();
                (processor as ContinuousProcessor)?.Tick(0);
                processor.Output.Clear();
                atMs += 10_000;
            }
        }
    }
}
