using CtrBench.Harness.Report;

namespace CtrBench.Tests.Harness.Report;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(21_819.4, "21.82 s")]
    [InlineData(1_819.4, "1,819 ms")]
    [InlineData(84.23, "84.2 ms")]
    [InlineData(0.314, "0.31 ms")]
    [InlineData(-12.34, "-12.3 ms")]
    public void Latencies_have_sensible_digits(double ms, string expected) => Assert.Equal(expected, NumberText.Latency(ms));

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.999_999_9, "99.9999 %")]
    [InlineData(0.9987, "99.87 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(0, "0 %")]
    public void A_share_below_one_is_never_shown_as_all(double share, string expected) => Assert.Equal(expected, NumberText.Percent(share));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(200, "200 ms")]
    [InlineData(20_000, "20 s")]
    [InlineData(1_500, "1.5 s")]
    [InlineData(600_000, "10 min")]
    [InlineData(86_400_000, "24 h")]
    public void Durations_take_the_unit_that_fits(long ms, string expected) => Assert.Equal(expected, NumberText.Duration(ms));
}
