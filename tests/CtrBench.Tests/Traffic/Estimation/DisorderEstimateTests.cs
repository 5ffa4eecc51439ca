using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Estimation;

namespace CtrBench.Tests.Traffic.Estimation;

public sealed class DisorderEstimateTests
{
    [Fact]
    public void An_exponential_disorder_is_found_again()
    {
        var model = Estimate(new DisorderModel(0.2, 1_000, 10_000), 50_000, 0).Model;
        Assert.False(model.Uniform);
        Assert.Equal(0.2, model.DelayedShare, 0.01);
        Assert.Equal(1_000, model.MeanDelayMs, 40.0);
        Assert.InRange(model.MaxDelayMs, 7_000, 10_001);
        Assert.Equal(0, model.VeryLateShare);
    }

    [Fact]
    public void A_uniform_disorder_is_found_again()
    {
        var model = Estimate(new DisorderModel(0.3, 2_500, 5_000, Uniform: true), 20_000, 0).Model;
        Assert.True(model.Uniform);
        Assert.Equal(0.3, model.DelayedShare, 0.02);
        Assert.Equal(5_000, model.MaxDelayMs, 10.0);
    }

    [Fact]
    public void Very_late_rows_are_a_share_of_their_own()
    {
        var estimate = Estimate(new DisorderModel(0.2, 1_000, 8_000, VeryLateShare: 0.005, VeryLateFromMs: 60_000), 50_000, 0);
        Assert.Equal(0.005, estimate.Model.VeryLateShare, 0.001);
        Assert.Equal(60_000, estimate.Model.VeryLateFromMs!.Value, 500.0);
        Assert.Equal(1_000, estimate.Model.MeanDelayMs, 40.0);
        Assert.True(estimate.Fits);
    }

    [Fact]
    public void Jitter_of_a_network_does_not_hide_the_disorder()
    {
        var estimate = Estimate(new DisorderModel(0.1, 2_000, 15_000), 50_000, jitterMs: 70);
        Assert.Equal(0.1, estimate.Model.DelayedShare, 0.01);
        Assert.Equal(2_000, estimate.Model.MeanDelayMs, 150.0);
        Assert.True(estimate.Fits);
    }

    [Fact]
    public void Rows_on_time_have_no_disorder()
    {
        var estimate = DisorderEstimate.Of(new double[5_000]);
        Assert.Equal(0, estimate.Model.DelayedShare);
        Assert.True(estimate.Fits);
    }

    [Fact]
    public void Lateness_of_another_shape_is_said_not_to_fit()
    {
        // A third of the rows is late by exactly 1 s, a third by exactly 9 s.
        double[] lateness = [.. Enumerable.Range(0, 9_000).Select(i => i % 3 == 0 ? 0.0 : i % 3 == 1 ? 1_000 : 9_000)];
        Assert.False(DisorderEstimate.Of(lateness).Fits);
    }

    private static DisorderEstimate Estimate(DisorderModel model, int rows, double jitterMs)
    {
        var random = new SeededRandom(7);
        var times = new EventTimes(model, 20_000, random.Fork(0));
        return DisorderEstimate.Of(
            [.. Enumerable.Range(0, rows).Select(_ => 1e6 - times.Of(1_000_000_000_000) + random.NextDouble() * jitterMs)]);
    }
}
