using CtrBench.Harness.Thresholds;

namespace CtrBench.Tests.Harness.Thresholds;

/// <summary>The search against engines that are a rule: what a rate and a seed give.</summary>
public sealed class RateSearchTests
{
    private static readonly SearchPlan Plan = new(1_000, 1e6, 1.05, 5, 2);

    [Theory]
    [InlineData(3)]
    [InlineData(499.5)]
    [InlineData(1_000)]
    [InlineData(12_345)]
    [InlineData(999_000)]
    public void A_sharp_limit_is_bracketed(double limit)
    {
        var (search, _) = Run(Plan, (rate, _) => rate <= limit ? ProbeState.Sustained : ProbeState.NotSustained);
        Assert.InRange(limit, search.Low!.Value.PerSecond, search.High!.Value.PerSecond);
        Assert.True(search.High.Value.PerSecond / search.Low.Value.PerSecond <= 1.06);
        Assert.Equal((5, 5), (search.Low.Value.Seeds, search.High.Value.Seeds));
        Assert.Equal(["x"], search.Binds);
    }

    [Fact]
    public void Undecided_rates_lie_between_the_ends()
    {
        var (search, probes) = Run(Plan, (rate, _) => rate <= 480 ? ProbeState.Sustained
            : rate >= 560 ? ProbeState.NotSustained : ProbeState.Undecided);
        Assert.InRange(search.Low!.Value.PerSecond, 450, 480);
        Assert.InRange(search.High!.Value.PerSecond, 560, 600);
        Assert.InRange(probes, 5, 60);
    }

    [Fact]
    public void An_end_at_which_one_seed_contradicts_moves_on()
    {
        double[] limits = [500, 500, 540, 440, 500];
        var (search, _) = Run(Plan, (rate, seed) => rate <= limits[seed] ? ProbeState.Sustained : ProbeState.NotSustained);
        Assert.True(search.Low!.Value.PerSecond <= 440);
        Assert.True(search.High!.Value.PerSecond > 540);
        Assert.Equal((5, 5), (search.Low.Value.Seeds, search.High.Value.Seeds));
    }

    [Fact]
    public void Nothing_above_the_highest_rate_is_tried()
    {
        var (search, _) = Run(Plan with { UpToPerSecond = 5_000 }, (_, _) => ProbeState.Sustained);
        Assert.Equal((5_000, 5), search.Low);
        Assert.Null(search.High);
    }

    [Fact]
    public void An_engine_that_sustains_nothing_has_no_lower_end()
    {
        var (search, _) = Run(Plan, (_, _) => ProbeState.NotSustained);
        Assert.Null(search.Low);
        Assert.Equal((1, 5), search.High);
    }

    [Fact]
    public void Where_the_generator_ends_the_search_does()
    {
        var (search, probes) = Run(Plan with { Width = 1, Seeds = 1 }, (rate, _) => rate <= 350_000 ? ProbeState.Sustained : ProbeState.Undecided, generator: true);
        Assert.InRange(search.Low!.Value.PerSecond, 330_000, 350_000);
        Assert.Null(search.High);
        Assert.InRange(search.GeneratorLimit!.Value, 350_000, 370_000);
        Assert.InRange(probes, 8, 25);
    }

    [Fact]
    public void Whatever_probes_show_the_search_ends()
    {
        var random = new CtrBench.Traffic.Arrivals.SeededRandom(3);
        for (var i = 0; i < 200; i++)
        {
            var (search, probes) = Run(Plan, (_, _) => (ProbeState)(int)(random.NextDouble() * 3));
            Assert.InRange(probes, 1, 400);
            if (search is { Low: { } low, High: { } high }) Assert.True(low.PerSecond < high.PerSecond);
        }
    }

    [Theory]
    [InlineData(1_234.56, 1_235)]
    [InlineData(512_345, 512_300)]
    [InlineData(12.3456, 12.35)]
    [InlineData(1, 1)]
    public void Rates_have_four_digits(double rate, double rounded) => Assert.Equal(rounded, RateSearch.Round(rate));

    private static (RateSearch Search, int Probes) Run(SearchPlan plan, Func<double, int, ProbeState> engine, bool generator = false)
    {
        var search = new RateSearch(plan);
        var count = 0;
        while (search.Next() is { Count: > 0 } probes)
        {
            foreach (var probe in probes)
            {
                Assert.True(count++ < 1_000, "the search does not end");
                var state = engine(probe.PerSecond, probe.Seed);
                search.Add(probe, new ProbeVerdict(state, state == ProbeState.NotSustained ? ["x"] : [], "", [])
                {
                    IsGeneratorLimit = generator && state == ProbeState.Undecided,
                });
            }
        }

        return (search, count);
    }
}
