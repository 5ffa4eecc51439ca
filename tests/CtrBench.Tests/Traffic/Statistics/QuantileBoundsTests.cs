using CtrBench.Traffic.Statistics;

namespace CtrBench.Tests.Traffic.Statistics;

public sealed class QuantileBoundsTests
{
    [Theory]
    [InlineData(500, 5)]
    [InlineData(900, 29)]
    [InlineData(950, 59)]
    [InlineData(990, 299)]
    [InlineData(999, 2_995)]
    public void An_upper_bound_needs_so_many_values(int permille, int fewest)
    {
        Assert.Equal(fewest, QuantileBounds.Fewest(permille));
        Assert.Equal(fewest, QuantileBounds.UpperRank(fewest, permille));
        Assert.Null(QuantileBounds.UpperRank(fewest - 1, permille));
    }

    // Conover, Practical Nonparametric Statistics: P(X <= 6) = 0.0577 and P(X <= 5) = 0.0207 for 20 and 0.5.
    [Fact]
    public void Bounds_of_a_median_of_20() => Assert.Equal((6, 15), (QuantileBounds.LowerRank(20, 500), QuantileBounds.UpperRank(20, 500)));

    [Theory]
    [InlineData(57, 900)]
    [InlineData(400, 990)]
    [InlineData(100, 500)]
    public void Bounds_hold_in_95_of_100_samples(int count, int permille)
    {
        var random = new CtrBench.Traffic.Arrivals.SeededRandom(7);
        int above = 0, below = 0;
        const int Samples = 4_000;
        for (var i = 0; i < Samples; i++)
        {
            double[] sorted = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble()).Order()];
            if (sorted[QuantileBounds.UpperRank(count, permille)!.Value - 1] < permille / 1_000.0) above++;
            if (sorted[QuantileBounds.LowerRank(count, permille)!.Value - 1] > permille / 1_000.0) below++;
        }

        Assert.InRange(above, 1, Samples * 0.06);
        Assert.InRange(below, 1, Samples * 0.06);
    }
}
