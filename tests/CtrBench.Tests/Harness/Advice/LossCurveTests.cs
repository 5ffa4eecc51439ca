using CtrBench.Harness.Advice;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Advice;

public sealed class LossCurveTests
{
    private const long WindowMs = 10_000;

    [Fact]
    public void A_delay_loses_the_rows_that_need_it_or_more()
    {
        var curve = Of([NeededDelays.Never, -5, 0, 7, 7, 100], [1, 2, 10_001, 10_002, 20_001, 20_002]);
        Assert.Equal([4, 3, 3, 1, 0], new[] { 0L, 1, 7, 8, 101 }.Select(ms => curve.At(ms).Late));
        Assert.Equal((6, 3, 101L), (curve.Rows, curve.Windows, curve.LosslessMs));
        Assert.Equal([1, 1, 1, 2, 3], new[] { 0L, 1, 7, 8, 101 }.Select(ms => curve.At(ms).WholeWindows));
    }

    [Fact]
    public void Where_nothing_is_late_the_bound_is_three_of_all_rows()
    {
        var curve = Uniform(40, rowsPerWindow: 100, late: _ => false);
        Assert.Equal(3.0 / 4_000, curve.At(0).LossUpperBound!.Value, 3.0 / 4_000 * 0.02);
        Assert.Equal(0, curve.Smallest(0.001));
        Assert.Null(curve.Smallest(0.0005));
        Assert.InRange(LossCurve.RowsNeeded(0.0005), 5_900, 6_000);
    }

    [Fact]
    public void Fewer_than_five_blocks_promise_nothing()
    {
        var curve = Uniform(16, rowsPerWindow: 10_000, late: _ => false);
        Assert.Equal(4, curve.Blocks);
        Assert.Null(curve.At(0).LossUpperBound);
        Assert.Null(curve.Smallest(0.5));
    }

    [Fact]
    public void Rows_that_are_late_together_widen_the_bound()
    {
        // 1 % late in either case: a row of each window, or all rows of one window in a hundred.
        var spread = Uniform(400, 100, late: i => i % 100 == 0).At(0);
        var together = Uniform(400, 100, late: i => i / 100 % 100 == 0).At(0);
        Assert.Equal((400, 400), (spread.Late, together.Late));
        Assert.InRange(spread.LossUpperBound!.Value, 0.0105, 0.0115);
        Assert.InRange(together.LossUpperBound!.Value, 0.017, 0.02);
    }

    [Fact]
    public void The_smallest_delay_is_the_first_whose_bound_meets_the_target_and_stays_so()
    {
        var random = new SeededRandom(3);
        var needed = new long[20_000];
        var times = new long[needed.Length];
        for (var i = 0; i < needed.Length; i++)
            (needed[i], times[i]) = ((long)(2_000 * random.NextExponential()) - 1_000, i * 50L);
        var curve = Of(needed, times);
        foreach (var share in new[] { 0.2, 0.05, 0.01, 0.001 })
        {
            var smallest = curve.Smallest(share)!.Value;
            Assert.True(curve.At(smallest).LossUpperBound <= share);
            Assert.True(smallest == 0 || curve.At(smallest - 1).LossUpperBound > share);
        }
    }

    private static LossCurve Uniform(int windows, int rowsPerWindow, Func<int, bool> late)
    {
        var count = windows * rowsPerWindow;
        return Of(
            [.. Enumerable.Range(0, count).Select(i => late(i) ? 5_000L : NeededDelays.Never)],
            [.. Enumerable.Range(0, count).Select(i => (long)(i / rowsPerWindow) * WindowMs)]);
    }

    private static LossCurve Of(long[] needed, long[] times) => LossCurve.Of(needed, times, WindowMs, 0, needed.Length);
}
