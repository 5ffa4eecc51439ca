using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Tests.Traffic.Statistics;

public sealed class PortableExpTests
{
    // Bits that a machine with another C library must show too.
    [Theory]
    [InlineData(0, 0x3FF0000000000000)]
    [InlineData(1, 0x4005BF0A8B14576A)]
    [InlineData(-1, 0x3FD78B56362CEF38)]
    [InlineData(-20, 0x3E21B48655F37267)]
    public void Values_are_pinned(double x, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableExp.Exp(x)));

    [Fact]
    public void It_is_within_two_units_in_the_last_place_of_the_platform()
    {
        var random = new SeededRandom(4);
        for (var i = 0; i < 100_000; i++)
        {
            var x = (random.NextDouble() - 0.5) * (i % 2 == 0 ? 2 : 1_400);
            var expected = Math.Exp(x);
            Assert.InRange(PortableExp.Exp(x), expected * (1 - 4e-16), expected * (1 + 4e-16));
        }
    }

    [Theory]
    [InlineData(709.78, 1e308, double.MaxValue)]
    [InlineData(709.79, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-708.3, 1e-308, 1e-307)]
    [InlineData(-800, 0, 0)]
    [InlineData(double.NegativeInfinity, 0, 0)]
    public void Its_ends_are_those_of_a_double(double x, double least, double most) => Assert.InRange(PortableExp.Exp(x), least, most);

    [Fact]
    public void Powers_are_powers()
    {
        Assert.Equal(4, PortableExp.Pow(8, 2.0 / 3), 12);
        Assert.Equal(1, PortableExp.Pow(1, 2.0 / 3));
        Assert.Equal(0.001, PortableExp.Pow(10, -3), 15);
    }
}
