using CsCheck;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class SeededRandomTests
{
    [Fact]
    public void Outputs_are_those_published_for_xoshiro256_plus_plus()
    {
        var random = new SeededRandom(1, 2, 3, 4);
        ulong[] published =
        [
            41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
            9973669472204895162, 14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000,
        ];
        Assert.Equal(published, published.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Seeding_is_that_published_for_SplitMix64()
    {
        var state = 1234567UL;
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(published, published.Select(_ => SplitMix64.Next(ref state)));
    }

    [Fact]
    public void A_seed_means_the_same_numbers_for_ever()
    {
        var random = new SeededRandom(42);
        var fork = random.Fork(7);
        Assert.Equal("15021278609987233951 5881210131331364753", $"{random.NextUInt64()} {random.NextUInt64()}");
        Assert.Equal("15057740506306304634 527", $"{fork.NextUInt64()} {fork.NextBelow(1000)}");
        Assert.Equal(0x3FA24B23F90F8E90u, BitConverter.DoubleToUInt64Bits(fork.NextDouble()));
        Assert.Equal(0x3FDFC562DF41341Bu, BitConverter.DoubleToUInt64Bits(fork.NextExponential()));
    }

    [Fact]
    public void The_logarithm_is_the_platforms_to_the_last_bits()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < 50_000; i++)
        {
            var u = (random.NextUInt64() >> (11 + i % 53)) * (1.0 / (1UL << 53));
            if (u is 0 or 1) continue;
            AssertLog(u);
            AssertLog(1 - u / 2);
            AssertLog(1 + u);
        }
        AssertLog(Math.Pow(2, -53));
        AssertLog(Math.BitDecrement(1.0));
        AssertLog(Math.BitIncrement(1.0));
        Assert.Equal(0, PortableLog.Log(1));
    }

    [Fact]
    public void Exponentials_have_mean_and_deviation_1()
    {
        var random = new SeededRandom(5);
        var draws = Enumerable.Range(0, 400_000).Select(_ => random.NextExponential()).ToArray();
        Assert.All(draws, x => Assert.InRange(x, 0, 36.8));
        var mean = draws.Average();
        Assert.InRange(mean, 0.995, 1.005);
        Assert.InRange(Math.Sqrt(draws.Average(x => (x - mean) * (x - mean))), 0.99, 1.01);
        Assert.InRange(draws.Count(x => x > 3) / 400_000.0, 0.0485, 0.0511);
    }

    [Fact]
    public void Doubles_lie_from_0_to_below_1() =>
        Gen.ULong.Sample(seed => new SeededRandom(seed).NextDouble() is >= 0 and < 1, iter: 1_000);

    [Fact]
    public void Numbers_below_a_bound_stay_below_it() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue]).Sample((seed, n) =>
        {
            var x = new SeededRandom(seed).NextBelow(n);
            return x >= 0 && x < n;
        }, iter: 1_000);

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Numbers_below_a_bound_are_uniform(int n)
    {
        var random = new SeededRandom(9);
        var counts = new int[n];
        for (var i = 0; i < 200 * n; i++) counts[random.NextBelow(n)]++;
        var chiSquare = counts.Sum(c => (c - 200.0) * (c - 200.0) / 200.0);
        Assert.InRange(chiSquare, (n - 1) - 4 * Math.Sqrt(2.0 * n), (n - 1) + 4 * Math.Sqrt(2.0 * n));
    }

    [Fact]
    public void A_bound_of_none_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextBelow(0));

    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        var fresh = new SeededRandom(11);
        var used = new SeededRandom(11);
        for (var i = 0; i < 100; i++) used.NextUInt64();
        Assert.Equal(fresh.Fork(3).NextUInt64(), used.Fork(3).NextUInt64());
    }

    [Fact]
    public void Forks_do_not_correlate()
    {
        var root = new SeededRandom(1);
        for (var stream = 0UL; stream < 20; stream++)
        {
            var (a, b) = (root.Fork(stream), root.Fork(stream + 1));
            var sum = 0.0;
            for (var i = 0; i < 20_000; i++) sum += (a.NextDouble() - 0.5) * (b.NextDouble() - 0.5);
            Assert.InRange(sum * 12 / 20_000, -0.03, 0.03);
        }
    }

    private static void AssertLog(double x)
    {
        var expected = Math.Log(x);
        var actual = PortableLog.Log(x);
        Assert.True(Math.Abs(actual - expected) <= 4.5e-16 * Math.Abs(expected), $"ln {x:R}: {actual:R} against {expected:R}");
    }
}
