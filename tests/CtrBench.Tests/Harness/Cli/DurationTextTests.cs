using CsCheck;
using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("20s", 20_000)]
    [InlineData("10m", 600_000)]
    [InlineData("10min", 600_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m30s500ms", 90_500)]
    [InlineData("1.5s", 1_500)]
    [InlineData(" 2s ", 2_000)]
    [InlineData("36500d", DurationText.MaxMs)]
    public void Durations_with_units_are_read(string text, long ms) => Assert.Equal(ms, DurationText.Parse("--delay", text));

    [Theory]
    [InlineData("20", "--delay 20: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("1h30", "--delay 1h30: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("", "--delay : a duration is missing: 20s, 500ms, 10m")]
    [InlineData("-5s", "--delay -5s: a duration cannot be negative")]
    [InlineData("0s", "--delay 0s: must be more than zero")]
    [InlineData("20sec", "--delay 20sec: 'sec' is not a unit of time: ms, s, m, h or d")]
    [InlineData("20 s", "--delay 20 s: not a duration: write 20s, 500ms, 10m or 1h30m")]
    [InlineData("NaN", "--delay NaN: not a duration: write 20s, 500ms, 10m or 1h30m")]
    [InlineData("1..5s", "--delay 1..5s: not a duration: write 20s, 500ms, 10m or 1h30m")]
    [InlineData("1e3s", "--delay 1e3s: 'e' is not a unit of time: ms, s, m, h or d")]
    [InlineData("30m1h", "--delay 30m1h: units go from large to small, each once: 1h30m")]
    [InlineData("1s1s", "--delay 1s1s: units go from large to small, each once: 1h30m")]
    [InlineData("0.5ms", "--delay 0.5ms: finer than a millisecond")]
    [InlineData("36501d", "--delay 36501d: longer than 36500 days")]
    [InlineData("99999999999999999999999999999999999999h", "--delay 99999999999999999999999999999999999999h: longer than 36500 days")]
    public void Anything_else_is_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => DurationText.Parse("--delay", text)).Message);

    [Fact]
    public void Zero_is_read_where_it_means_something() => Assert.Equal(0, DurationText.Parse("--delay", "0s", zeroAllowed: true));

    [Fact]
    public void What_is_printed_is_read_back_as_the_same() =>
        Gen.Long[0, DurationText.MaxMs].Sample(ms => Assert.Equal(ms, DurationText.Parse("--x", DurationText.Format(ms), zeroAllowed: true)));

    [Theory]
    [InlineData(90_000, "1m30s")]
    [InlineData(1, "1ms")]
    [InlineData(86_400_000, "1d")]
    public void Durations_are_printed_in_their_largest_units(long ms, string text) => Assert.Equal(text, DurationText.Format(ms));
}
