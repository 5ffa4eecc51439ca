using CtrBench.Harness.Advice;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Advice;

public sealed class DelayAdviceTests
{
    [Theory]
    [InlineData("microbatch", 1_000L)]
    [InlineData("continuous", 1_000L)]
    public void The_recommended_delay_is_the_one_that_a_simulation_of_every_delay_gives(string engine, long triggerMs)
    {
        var rows = ArrivedRowsRig.Random(11, 0, 2, 60_000, closed: false);
        var query = Query(triggerMs);
        var costs = NeededDelaysTests.Profile(engine, "instant");
        var advice = DelayAdvice.Of(rows, query, costs, 0.999, 5);
        Assert.Equal(Promise.Kept, advice.Promise);
        // By force: the same rows, a simulation for each delay around the answer.
        var split = rows.CountUntil(DelayAdvice.FirstPart);
        var part = ArrivedRowsRig.First(rows, split);
        long[] late = [.. new[] { advice.SmallestMs!.Value - 1, advice.SmallestMs.Value }.Select(
            ms => DelaySearch.At(part, split, query with { WatermarkDelayMs = ms }, costs, 5).LateRows)];
        Assert.Equal(advice.First.Rows, split);
        Assert.True(late[0] > late[1], "a delay one ms shorter loses more rows");
        Assert.True(advice.First.LossUpperBound <= 0.001);
        Assert.Equal(advice.Run!.Value.LateRows, advice.LateRows);
    }

    [Fact]
    public void A_promise_that_later_data_break_is_called_broken_with_what_all_data_need()
    {
        var rows = ArrivedRowsRig.Growing(7, 60_000);
        var advice = DelayAdvice.Of(rows, Query(1_000), NeededDelaysTests.Profile("microbatch", ""), 0.999, 5);
        Assert.Equal(Promise.Broken, advice.Promise);
        Assert.True(advice.SmallestOfAllMs > advice.DelayMs);
        Assert.True(advice.Rest.Completeness < 0.999);
    }

    [Fact]
    public void Too_few_rows_promise_nothing()
    {
        var advice = DelayAdvice.Of(
            ArrivedRowsRig.Random(11, 0, 2, 2_000, closed: false), Query(1_000), NeededDelaysTests.Profile("continuous", ""), 0.9999, 5);
        Assert.Equal((null, null, Promise.None), (advice.SmallestMs, advice.DelayMs, advice.Promise));
        Assert.True(advice.LosslessMs > 0);
    }

    [Fact]
    public void Of_triggers_whose_results_come_as_soon_the_longest_is_taken_and_none_that_does_not_keep_up()
    {
        var rows = ArrivedRowsRig.Random(11, 0, 1, 30_000, closed: false);
        var costs = NeededDelaysTests.Profile("microbatch", "") with { BatchFixedMs = 1_500 };
        EngineAdvice[] all =
        [
            .. new[] { 1_000L, 2_000, 4_000, 20_000 }.Select(ms => DelayAdvice.Of(rows, Query(ms), costs, 0.99, 5)),
        ];
        var best = Assert.Single(DelayAdvice.Recommend(all), a => a.Recommended);
        Assert.False(all[0].KeepsUp);
        Assert.NotEqual(1_000, best.TriggerMs);
        Assert.NotEqual(20_000, best.TriggerMs);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(990, 990)]
    [InlineData(991, 1_000)]
    [InlineData(1_001, 1_100)]
    [InlineData(59_999, 60_000)]
    [InlineData(60_001, 61_000)]
    public void Delays_are_rounded_up_to_ones_that_people_write(long ms, long rounded) => Assert.Equal(rounded, DelayAdvice.RoundUp(ms));

    private static CtrQuery Query(long triggerMs) => new() { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
}
