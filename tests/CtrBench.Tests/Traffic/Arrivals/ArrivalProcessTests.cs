using CsCheck;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class ArrivalProcessTests
{
    [Fact]
    public void Constant_arrivals_do_not_drift()
    {
        var arrivals = Draw(new ConstantArrivals(3, 0.5), 300_001);
        Assert.Equal(166_666_666, arrivals[0].OffsetNs);
        Assert.Equal(100_000_000_000_000 + 166_666_666, arrivals[300_000].OffsetNs);
    }

    [Fact]
    public void Poisson_gaps_have_the_mean_and_the_deviation_of_the_exponential()
    {
        var arrivals = Draw(Poisson(1_000, 1), 200_000);
        var (mean, cv) = MeanAndCv(arrivals);
        Assert.InRange(mean / 1e6, 1 - 4 / Math.Sqrt(200_000), 1 + 4 / Math.Sqrt(200_000));
        Assert.InRange(cv, 0.99, 1.01);
    }

    [Fact]
    public void Arrivals_never_go_back_and_are_the_same_for_the_same_seed() =>
        Gen.Select(Gen.ULong, Gen.Double[1e-3, 1e6]).Sample((seed, rate) =>
        {
            var first = Draw(Mmpp(rate, Bursts, seed), 300);
            return first.SequenceEqual(Draw(Mmpp(rate, Bursts, seed), 300))
                && first.Zip(first.Skip(1)).All(p => p.First.OffsetNs <= p.Second.OffsetNs);
        }, iter: 200);

    [Fact]
    public void State_rates_meet_the_mean_rate_exactly()
    {
        var states = new MmppState[] { new(0.5, 40_000), new(3, 10_000), new(1, 5_000) };
        var rates = MarkovChain.StateRates(states, 700);
        var shares = MarkovChain.StationaryShares(states);
        Assert.Equal(700, rates.Zip(shares, (r, p) => r * p).Sum(), 9);
        Assert.Equal(1, shares.Sum(), 12);
        Assert.Equal(6, rates[1] / rates[0], 12);
    }

    [Fact]
    public void The_dispersion_of_MMPP_counts_is_that_of_the_closed_form()
    {
        // 4,000 visits to each state.
        var states = new MmppState[] { new(0.5, 800), new(3, 200) };
        const double rate = 200;
        var rates = MarkovChain.StateRates(states, rate);
        var arrivals = TakeUntil(Mmpp(rate, states, 7), 4_000_000_000_000);
        var seconds = 4_000.0;
        var r = 1 / 0.8 + 1 / 0.2;
        double Idc(double t) => 1 + 2 * 0.8 * 0.2 * Math.Pow(rates[1] - rates[0], 2) / (rate * r) * (1 - (1 - Math.Exp(-r * t)) / (r * t));

        Assert.InRange(arrivals.Count / seconds / rate, 0.97, 1.03);
        Assert.InRange(MeasuredIdc(arrivals, 0.1) / Idc(0.1), 0.95, 1.05);
        Assert.InRange(MeasuredIdc(arrivals, 1) / Idc(1), 0.92, 1.08);
        Assert.InRange(MeasuredIdc(arrivals, 10) / Idc(10), 0.85, 1.15);
    }

    [Fact]
    public void The_rate_within_a_state_is_the_states()
    {
        var states = new MmppState[] { new(1, 500), new(8, 300), new(0, 200) };
        var rates = MarkovChain.StateRates(states, 1_000);
        var arrivals = Draw(Mmpp(1_000, states, 5), 200_000);
        Assert.Equal([0, 1], arrivals.Select(a => (int)a.State).Distinct().Order());
        for (var state = 0; state < 2; state++)
        {
            var within = arrivals.Zip(arrivals.Skip(1)).Where(p => p.Second.State == state && !p.Second.NewVisit);
            var gaps = within.Select(p => p.Second.OffsetNs - p.First.OffsetNs);
            var expectedNs = 1e9 / (rates[state] + 1_000 / states[state].MeanDwellMs);
            Assert.InRange(gaps.Average() / expectedNs, 0.98, 1.02);
        }
    }

    [Fact]
    public void Chains_start_in_their_stationary_distribution()
    {
        // At 1e6/s the first arrival comes before the first change of state.
        var high = Enumerable.Range(0, 4_000).Count(seed => Draw(Mmpp(1e6, Bursts, (ulong)seed), 1)[0].State == 1);
        Assert.InRange(high / 4_000.0, 0.175, 0.225);
    }

    [Fact]
    public void The_path_of_states_does_not_depend_on_the_rate()
    {
        static long[] Changes(double rate)
        {
            var arrivals = TakeUntil(Mmpp(rate, [new(0.5, 2_000), new(3, 500)], 3), 30_000_000_000);
            return [.. arrivals.Where(a => a.NewVisit).Skip(1).Select(a => a.OffsetNs / 50_000_000)];
        }

        var slow = Changes(1_000);
        var fast = Changes(5_000);
        Assert.True(slow.Length > 10);
        Assert.Equal(slow.Length, fast.Length);
        Assert.All(slow.Zip(fast), p => Assert.InRange(p.First - p.Second, -1, 1));
    }

    [Fact]
    public void Replay_keeps_the_gaps_and_divides_them_by_the_speed()
    {
        var trace = new Trace("t", [new(5_000_000), new(5_000_010), new(6_000_000), new(6_000_000)], [], [], []);
        Assert.Equal([0, 10_000, 1_000_000_000, 1_000_000_000], Draw(new ReplayArrivals(trace), 4).Select(a => a.OffsetNs));
        var odd = new ReplayArrivals(trace, 4, 1, 2);
        Assert.Equal([2_500, 250_000_000], Draw(odd, 2).Select(a => a.OffsetNs));
        Assert.False(odd.TryNext(out _));
        Assert.False(odd.TryNext(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_that_is_none_is_refused(double rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantArrivals(rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => Poisson(rate, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mmpp(rate, Bursts, 1));
    }

    [Fact]
    public void States_that_make_no_chain_are_refused_by_name()
    {
        Assert.Contains("2 to 256", Refused([new(1, 1)]));
        Assert.Contains("state 1: the mean dwell", Refused([new(1, 1), new(1, 0)]));
        Assert.Contains("state 0: the rate factor", Refused([new(-1, 1), new(1, 1)]));
        Assert.Contains("above 0", Refused([new(0, 1), new(0, 1)]));
    }

    private static readonly MmppState[] Bursts = [new(0.5, 40_000), new(3.0, 10_000)];

    private static string Refused(MmppState[] states) => Assert.Throws<ArgumentException>(() => Mmpp(1, states, 1)).Message;

    private static PoissonArrivals Poisson(double rate, ulong seed) => new(rate, new SeededRandom(seed));

    private static MarkovModulatedArrivals Mmpp(double rate, MmppState[] states, ulong seed) =>
        new(rate, states, new SeededRandom(seed).Fork(1), new SeededRandom(seed).Fork(2));

    private static List<Arrival> Draw(IArrivalProcess process, int count)
    {
        var arrivals = new List<Arrival>(count);
        while (arrivals.Count < count && process.TryNext(out var arrival)) arrivals.Add(arrival);
        return arrivals;
    }

    private static List<Arrival> TakeUntil(IArrivalProcess process, long endNs)
    {
        var arrivals = new List<Arrival>();
        while (process.TryNext(out var arrival) && arrival.OffsetNs < endNs) arrivals.Add(arrival);
        return arrivals;
    }

    private static (double MeanNs, double Cv) MeanAndCv(List<Arrival> arrivals)
    {
        var gaps = arrivals.Zip(arrivals.Skip(1)).Select(p => (double)(p.Second.OffsetNs - p.First.OffsetNs)).ToArray();
        var mean = gaps.Average();
        return (mean, Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean);
    }

    private static double MeasuredIdc(List<Arrival> arrivals, double windowS)
    {
        var windowNs = (long)(windowS * 1e9);
        var counts = new double[arrivals[^1].OffsetNs / windowNs];
        foreach (var arrival in arrivals)
        {
            if (arrival.OffsetNs / windowNs < counts.Length) counts[arrival.OffsetNs / windowNs]++;
        }
        var mean = counts.Average();
        return counts.Average(c => (c - mean) * (c - mean)) / mean;
    }
}
