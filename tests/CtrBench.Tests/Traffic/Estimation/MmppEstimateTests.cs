using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Estimation;

namespace CtrBench.Tests.Traffic.Estimation;

public sealed class MmppEstimateTests
{
    // Figures of an independent program: the same method in double precision.
    [Fact]
    public void Small_counts_give_the_values_of_an_independent_program()
    {
        var estimate = MmppEstimate.Of(EventCounts.From([0, 1, 0, 2, 5, 7, 6, 4, 1, 0, 0, 1, 8, 6, 0, 0], 1_000_000));
        Assert.Equal(0.41834673, estimate.LowPerSecond, 8);
        Assert.Equal(5.59477786, estimate.HighPerSecond, 8);
        Assert.Equal(0.75962194, estimate.StayLow, 8);
        Assert.Equal(0.69645240, estimate.StayHigh, 8);
        Assert.Equal(2.88217293, estimate.DwellLowSeconds, 7);
        Assert.Equal(2.28238056, estimate.DwellHighSeconds, 7);
        Assert.Equal(11, estimate.Passes);
        Assert.Equal(-28.860395327, estimate.LogLikelihood, 8);
        Assert.Equal(-43.366642318, estimate.LogLikelihoodPoisson, 8);
        Assert.True(estimate is { IsChain: true, BetterThanPoisson: true });
    }

    // The process of a real trace, whose dispersion and gap variation were computed elsewhere and checked by simulation.
    [Theory]
    [InlineData(0.011726, 9.917710, 19.71, 6.84, 1, 7.862)]
    [InlineData(0.011726, 9.917710, 19.71, 6.84, 10, 42.86)]
    [InlineData(0.011726, 9.917710, 19.71, 6.84, 60, 69.05)]
    [InlineData(4.624658, 7.057424, 105.88, 62.90, 10, 3.303)]
    [InlineData(4.624658, 7.057424, 105.88, 62.90, 600, 19.44)]
    public void Dispersion_of_a_process_is_the_closed_form(
        double low, double high, double dwellLow, double dwellHigh, double seconds, double dispersion) =>
        Assert.Equal(dispersion, Process(low, high, dwellLow, dwellHigh).DispersionAt(seconds), dispersion * 0.002);

    [Theory]
    [InlineData(0.011726, 9.917710, 19.71, 6.84, 7.8374)]
    [InlineData(4.624658, 7.057424, 105.88, 62.90, 1.0414)]
    public void Variation_of_the_gaps_is_the_closed_form(double low, double high, double dwellLow, double dwellHigh, double variation) =>
        Assert.Equal(variation, Process(low, high, dwellLow, dwellHigh).GapVariation, variation * 0.002);

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void A_generated_process_is_found_again(ulong seed)
    {
        var random = new SeededRandom(seed);
        var estimate = TrafficEstimate.Of(
            Times(new MarkovModulatedArrivals(50, [new(0.5, 40_000), new(3, 10_000)], random.Fork(0), random.Fork(1)), 20_000), 1_000_000,
            seed);
        Assert.Equal(TrafficKind.Mmpp, estimate.Traffic);
        // A window in which the state changes has a count between both, which makes the short state look slower.
        Assert.Equal(25, estimate.Mmpp.LowPerSecond, 1.0);
        Assert.Equal(150, estimate.Mmpp.HighPerSecond, 8.0);
        // Some 400 visits of each state: a dwell time is known to a tenth.
        Assert.Equal(40, estimate.Mmpp.DwellLowSeconds, 8.0);
        Assert.Equal(10, estimate.Mmpp.DwellHighSeconds, 2.0);
        Assert.True(estimate.Fits);
    }

    [Fact]
    public void Poisson_arrivals_are_called_steady_and_equal_gaps_equal()
    {
        var poisson = TrafficEstimate.Of(Times(new PoissonArrivals(50, new SeededRandom(1)), 2_000), 1_000_000, 1);
        Assert.Equal(TrafficKind.Spp, poisson.Traffic);
        Assert.True(poisson.Fits);
        Assert.Equal(1, poisson.GapVariation, 0.02);
        var equal = TrafficEstimate.Of(Times(new ConstantArrivals(50), 2_000), 1_000_000, 1);
        Assert.Equal(TrafficKind.Constant, equal.Traffic);
        Assert.True(equal.Fits);
    }

    [Fact]
    public void Bursts_that_two_states_cannot_describe_are_said_not_to_fit()
    {
        var random = new SeededRandom(1);
        var bursts = new MarkovModulatedArrivals(
            50, [new(0.1, 20_000), new(1, 5_000), new(40, 300)], random.Fork(0), random.Fork(1));
        var estimate = TrafficEstimate.Of(Times(bursts, 8_000), 1_000_000, 1);
        Assert.False(estimate.Fits);
    }

    [Fact]
    public void Partial_windows_at_both_ends_are_left_out()
    {
        var counts = EventCounts.Of([-1_500_000, -900_000, -1, 0, 1_999_999, 2_000_000], 1_000_000);
        Assert.Equal([2, 1, 1], counts.Counts);
        Assert.Empty(EventCounts.Of([1, 2], 1_000_000).Counts);
    }

    [Fact]
    public void A_window_without_any_chance_does_not_end_the_passes()
    {
        // A rate of 0 is learned in the first half; the counts of thousands are impossible at the other rate.
        var estimate = MmppEstimate.Of(EventCounts.From([.. Enumerable.Repeat(0L, 50), .. Enumerable.Repeat(5_000L, 50)], 1_000_000));
        Assert.Equal(0, estimate.LowPerSecond, 6);
        Assert.Equal(5_000, estimate.HighPerSecond, 6);
        Assert.True(double.IsFinite(estimate.LogLikelihood));
    }

    private static MmppEstimate Process(double low, double high, double dwellLow, double dwellHigh)
    {
        // The transition matrix of a window of 1 s.
        var decay = 1 / dwellLow + 1 / dwellHigh;
        var forgotten = 1 - Math.Exp(-decay);
        return new MmppEstimate(low, high, 1 - forgotten / dwellLow / decay, 1 - forgotten / dwellHigh / decay, 1);
    }

    private static long[] Times(IArrivalProcess process, int seconds)
    {
        var times = new List<long>();
        while (process.TryNext(out var arrival) && arrival.OffsetNs < seconds * 1_000_000_000L) times.Add(arrival.OffsetNs / 1_000);
        return [.. times];
    }
}
