using CsCheck;
using CtrBench.Tests.Engines;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Semantics;

public sealed class TumblingWindowsTests
{
    private static readonly Gen<long> Window = Gen.Frequency((4, Gen.Long[1, 100_000]), (1, Gen.Long[1, long.MaxValue]));

    // Every size of number, and the ends of int64.
    private static readonly Gen<long> Time = Gen.Frequency(
        (2, Gen.Long), (3, Gen.Long[-300_000, 300_000]), (1, Gen.Long[long.MinValue, long.MinValue + 300_000]), (1, Gen.Long[long.MaxValue - 300_000, long.MaxValue]));

    [Theory]
    [InlineData(0, 0, 10_000)]
    [InlineData(9_999, 0, 10_000)]
    [InlineData(10_000, 10_000, 20_000)]
    [InlineData(-1, -10_000, 0)]
    [InlineData(-10_000, -10_000, 0)]
    [InlineData(-10_001, -20_000, -10_000)]
    [InlineData(1_700_000_009_999, 1_700_000_000_000, 1_700_000_010_000)]
    [InlineData(long.MinValue, long.MinValue, -9_223_372_036_854_770_000)]
    [InlineData(long.MaxValue, 9_223_372_036_854_770_000, long.MaxValue)]
    public void A_time_lies_in_its_window(long timeMs, long startMs, long endMs)
    {
        Assert.Equal(startMs, TumblingWindows.Start(timeMs, 10_000));
        Assert.Equal(endMs, TumblingWindows.End(startMs, 10_000));
    }

    [Fact]
    public void A_window_is_floor_aligned_to_the_epoch_and_clamped_to_int64() =>
        Gen.Select(Time, Window).Sample((timeMs, windowMs) =>
        {
            var floor = (Int128)timeMs - (((Int128)timeMs % windowMs) + windowMs) % windowMs;
            var startMs = TumblingWindows.Start(timeMs, windowMs);
            Assert.Equal(Int128.Max(floor, long.MinValue), startMs);
            Assert.Equal(Int128.Min(floor + windowMs, long.MaxValue), TumblingWindows.End(startMs, windowMs));
        }, iter: PropertyRuns.Iterations);

    [Fact]
    public void Start_is_at_or_before_the_time_and_end_after_it_except_at_the_last_of_int64() =>
        Gen.Select(Time, Window).Sample((timeMs, windowMs) =>
        {
            var startMs = TumblingWindows.Start(timeMs, windowMs);
            var endMs = TumblingWindows.End(startMs, windowMs);
            return startMs <= timeMs && (timeMs < endMs || timeMs == long.MaxValue);
        }, iter: PropertyRuns.Iterations);

    [Fact]
    public void Later_times_never_lie_in_earlier_windows() =>
        Gen.Select(Time, Time, Window).Sample((a, b, windowMs) =>
            (a <= b) == (TumblingWindows.Start(a, windowMs) <= TumblingWindows.Start(b, windowMs))
            || TumblingWindows.Start(a, windowMs) == TumblingWindows.Start(b, windowMs), iter: PropertyRuns.Iterations);

    [Fact]
    public void Sums_and_differences_are_clamped() =>
        Gen.Select(Time, Gen.Long[0, long.MaxValue]).Sample((a, b) =>
        {
            Assert.Equal(Int128.Max((Int128)a - b, long.MinValue), TumblingWindows.Minus(a, b));
            Assert.Equal(Int128.Min((Int128)a + b, long.MaxValue), TumblingWindows.Plus(a, b));
        }, iter: PropertyRuns.Iterations);
}
