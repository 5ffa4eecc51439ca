using CsCheck;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class RateTextTests
{
    [Theory]
    [InlineData("5000/s", 5_000)]
    [InlineData("300k/s", 300_000)]
    [InlineData("1.5M/s", 1_500_000)]
    [InlineData("1e5/s", 100_000)]
    [InlineData("60/min", 1)]
    [InlineData("7200/h", 2)]
    [InlineData("86400/d", 1)]
    public void Rates_with_units_are_read(string text, double perSecond) => Assert.Equal(perSecond, RateText.Parse("--rate", text));

    [Theory]
    [InlineData("5000", "--rate 5000: a rate needs a unit: 5000/s, 300k/s, 60/min")]
    [InlineData("-1/s", "--rate -1/s: a rate cannot be negative")]
    [InlineData("0/s", "--rate 0/s: must be more than zero")]
    [InlineData("NaN/s", "--rate NaN/s: not a rate: write 5000/s, 300k/s, 60/min")]
    [InlineData("1e400/s", "--rate 1e400/s: not a rate: write 5000/s, 300k/s, 60/min")]
    [InlineData("fast", "--rate fast: not a rate: write 5000/s, 300k/s, 60/min")]
    [InlineData("5,000/s", "--rate 5,000/s: not a rate: write 5000/s, 300k/s, 60/min")]
    [InlineData("5/m", "--rate 5/m: '/m' is not a unit of a rate: /s, /min, /h or /d")]
    [InlineData("5/", "--rate 5/: '/' is not a unit of a rate: /s, /min, /h or /d")]
    [InlineData("2000M/s", "--rate 2000M/s: more than 1000000000/s: events would be less than a nanosecond apart")]
    [InlineData("0.5/d", "--rate 0.5/d: less than one event a day")]
    public void Anything_else_is_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => RateText.Parse("--rate", text)).Message);

    [Fact]
    public void What_is_printed_is_read_back_as_the_same() =>
        Gen.Double[RateText.MinPerSecond, RateText.MaxPerSecond].Sample(rate => Assert.Equal(rate, RateText.Parse("--rate", RateText.Format(rate))));

    [Fact]
    public void Slow_rates_are_read_back_too() =>
        Gen.Double[RateText.MinPerSecond, 0.01].Sample(rate => Assert.Equal(rate, RateText.Parse("--rate", RateText.Format(rate))));
}
