using CsCheck;
using CtrBench.Traffic.Producers;

namespace CtrBench.Tests.Traffic.Producers;

public sealed class LagHistogramTests
{
    [Fact]
    public void Percentiles_are_exact_to_three_digits_and_bars_hold_every_event()
        => Gen.Long[0, 100_000_000_000].Array[1, 200].Sample(
            lagsNs =>
            {
                var histogram = new LagHistogram();
                foreach (var lag in lagsNs) histogram.Record(lag);
                var sorted = lagsNs.Order().ToArray();
                Assert.Equal(sorted[^1] / 1e6, histogram.MaxMs);
                var median = sorted[(sorted.Length - 1) / 2] / 1e6;
                Assert.Equal(median, histogram.PercentileMs(50), (median * 0.001) + 0.001);
                var bars = histogram.Bars();
                Assert.Equal(lagsNs.Length, bars.Sum(bar => bar.Count));
                Assert.True(bars[0].Count > 0 && bars[^1].Count > 0);
                for (var i = 1; i < bars.Count; i++) Assert.True(bars[i - 1].UpToUs < bars[i].UpToUs);
                foreach (var percent in (int[])[50, 99])
                {
                    var left = (lagsNs.Length * percent + 99) / 100;
                    var bar = bars.First(b => (left -= (int)b.Count) <= 0);
                    Assert.Equal(Math.Min(bar.UpToUs / 1e3, histogram.MaxMs), histogram.PercentileMs(percent));
                }
            }, iter: 200);

    [Fact]
    public void A_lag_beyond_a_day_is_counted_and_its_maximum_is_kept()
    {
        var histogram = new LagHistogram();
        histogram.Record(3 * 86_400_000_000_000);
        Assert.Equal((1, 3 * 86_400_000.0), (histogram.Count, histogram.MaxMs));
        Assert.Equal(1, Assert.Single(histogram.Bars()).Count);
    }

    [Fact]
    public void Without_events_there_is_no_lag()
    {
        var histogram = new LagHistogram();
        Assert.Equal((0, 0.0, 0.0), (histogram.Count, histogram.MaxMs, histogram.PercentileMs(99)));
        Assert.Empty(histogram.Bars());
    }

    [Fact]
    public void An_event_cannot_be_sent_before_it_is_due()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new LagHistogram().Record(-1));
}
