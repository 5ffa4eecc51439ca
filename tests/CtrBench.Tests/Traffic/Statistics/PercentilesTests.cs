using CsCheck;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Tests.Traffic.Statistics;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(50, 35)]
    [InlineData(40, 20)]
    [InlineData(41, 35)]
    [InlineData(1, 15)]
    [InlineData(20, 15)]
    [InlineData(81, 50)]
    [InlineData(100, 50)]
    public void The_nearest_rank_is_taken_and_nothing_is_interpolated(int percent, double expected)
    {
        double[] values = [35, 20, 50, 15, 40];
        Assert.Equal(expected, Percentiles.Of(values, percent));
        Assert.Equal([35, 20, 50, 15, 40], values);
    }

    [Fact]
    public void It_is_the_smallest_value_that_enough_values_do_not_exceed() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[1, 300], Gen.Int[1, 100]).Sample((values, percent) =>
            Assert.Equal(values.Order().First(v => values.Count(w => w <= v) * 100L >= (long)percent * values.Length), Percentiles.Of(values, percent)),
            iter: 500);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(101, 1)]
    [InlineData(50, 0)]
    public void Without_values_and_beyond_100_there_is_none(int percent, int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentiles.Rank(percent, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentiles.Of(new double[count], percent));
    }
}
