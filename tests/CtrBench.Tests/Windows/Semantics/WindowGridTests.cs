using CsCheck;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Semantics;

public sealed class WindowGridTests
{
    [Fact]
    public void A_time_is_in_the_windows_that_a_search_finds() =>
        Gen.Select(Gen.Long[1, 40], Gen.Long[0, 39], Gen.Long[-200, 200], Gen.Long[-250, 250])
            .Sample((sizeMs, any, timeMs, boundMs) =>
            {
                var slideMs = 1 + any % sizeMs;
                var grid = new WindowGrid(sizeMs, slideMs);
                // Every window that could matter, one by one.
                var all = Enumerable.Range(-400, 801).Select(k => k * slideMs).ToList();
                var starts = all.Where(start => start <= timeMs && timeMs < start + sizeMs).ToList();
                Assert.Equal(starts, grid.StartsOf(timeMs));
                Assert.Equal((starts[0], starts[^1], starts.Count), (grid.FirstStart(timeMs), grid.LastStart(timeMs), grid.WindowsOf(timeMs)));
                Assert.Equal(starts.Count(start => start + sizeMs <= boundMs), grid.ClosedOf(timeMs, boundMs));
                Assert.Equal(all.Select(start => start + sizeMs).First(end => end > timeMs), grid.FirstEndAfter(timeMs));
                Assert.InRange(starts.Count, grid.MostWindows - 1, grid.MostWindows);
                // No window begins or ends inside a slice.
                var slice = grid.Slices.LastStart(timeMs);
                for (var t = slice; t < grid.Slices.End(slice); t++) Assert.Equal(starts, grid.StartsOf(t));
            }, iter: 500);

    [Fact]
    public void At_the_ends_of_int64_every_time_is_in_a_window_and_nothing_overflows()
    {
        foreach (var timeMs in new[] { long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue })
        {
            var windows = new SlicedWindowOperator(new WindowGrid(60_000, 10_000));
            Assert.True(windows.Add(timeMs, 0, default, 0, long.MinValue));
            var output = new ResultBatch();
            windows.CloseUpTo(long.MaxValue, output);
            Assert.InRange(output.Count, 1, 6);
            Assert.All(output.Results.ToArray(), result => Assert.Equal(1, result.Counts.Rows));
            Assert.Equal(0, windows.OpenRecords);
        }
    }
}
