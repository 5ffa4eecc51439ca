using CsCheck;
using CtrBench.Harness.Cli;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Cli;

public sealed class TrafficTextTests
{
    private static readonly Gen<MmppState> States =
        Gen.Select(Gen.Double[0.001, 1_000], Gen.Long[1, DurationText.MaxMs], (factor, dwellMs) => new MmppState(factor, dwellMs));

    [Fact]
    public void States_of_an_mmpp_are_read_back_as_printed() => States.Array[2, 5].Sample(states =>
        Assert.Equal(states, MmppText.Parse("--mmpp", MmppText.Format(states))));

    [Theory]
    [InlineData("0.5", "--mmpp 0.5: '0.5' is not a state: write 0.5:40s,3:10s (rate factor : mean dwell time of each state)")]
    [InlineData("x:1s,2:1s", "--mmpp x:1s,2:1s: 'x' is not a rate factor: write 0.5:40s,3:10s (rate factor : mean dwell time of each state)")]
    [InlineData("-1:1s,2:1s", "--mmpp -1:1s,2:1s: '-1' is not a rate factor: write 0.5:40s,3:10s (rate factor : mean dwell time of each state)")]
    [InlineData("1:40,3:10s", "--mmpp 40: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("1:0s,3:10s", "--mmpp 0s: must be more than zero")]
    [InlineData("0:1s,0:1s", "--mmpp 0:1s,0:1s: some state must have a rate factor above 0")]
    [InlineData("1:1s", "--mmpp 1:1s: takes 2 to 255 states: 0.5:40s,3:10s (rate factor : mean dwell time of each state); for one state use --traffic spp")]
    public void Bad_states_are_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => MmppText.Parse("--mmpp", text)).Message);

    [Theory]
    [InlineData("20%:1s:10s", 0.2, 1_000, 10_000, false)]
    [InlineData("0.5%:250ms:250ms", 0.005, 250, 250, false)]
    [InlineData("99%:uniform:1m", 0.99, 30_000, 60_000, true)]
    public void Disorder_is_a_share_a_mean_and_a_bound(string text, double share, double meanMs, long maxMs, bool uniform)
    {
        var model = Disorder(text, 0.01);
        Assert.Equal((share, meanMs, maxMs, uniform), (model.DelayedShare, model.MeanDelayMs, model.MaxDelayMs, model.Uniform));
        Assert.Equal(0.01, model.VeryLateShare);
    }

    [Theory]
    [InlineData("20%", "--disorder 20%: write 20%:1s:10s (share : mean : longest delay) or 20%:uniform:10s")]
    [InlineData("20:1s:10s", "--disorder 20: a share is from 0% to 100%; write 20%")]
    [InlineData("20%:1s:10", "--disorder 10: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("20%:1s:12d", "--disorder 12d: delays of events are at most 11d")]
    [InlineData("51%:1s:10s", "--disorder 51%:1s:10s: together with the very late 50% more than all events would be delayed")]
    [InlineData("20%:20s:10s", "--disorder 20%:20s:10s: the mean delay 20s is above the longest one 10s")]
    public void Bad_disorder_is_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Disorder(text, 0.5)).Message);

    [Theory]
    [InlineData("60", 60)]
    [InlineData("60x", 60)]
    [InlineData("0.5", 0.5)]
    public void Speeds_are_read(string text, double factor) => Assert.Equal(factor, SpeedText.Parse("--speed", text));

    [Theory]
    [InlineData("0", "--speed 0: must be more than 0 and at most 1000000")]
    [InlineData("-2", "--speed -2: must be more than 0 and at most 1000000")]
    [InlineData("NaN", "--speed NaN: not a factor: write 60 or 0.5")]
    [InlineData("fast", "--speed fast: not a factor: write 60 or 0.5")]
    public void Bad_speeds_are_refused_with_the_reason(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => SpeedText.Parse("--speed", text)).Message);

    private static DisorderModel Disorder(string text, double veryLate) =>
        DisorderText.WithVeryLate("--disorder", new OptionValue<DisorderModel>(DisorderText.Parse("--disorder", text), text), veryLate);
}
