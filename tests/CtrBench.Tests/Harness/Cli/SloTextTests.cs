using CtrBench.Harness.Cli;
using CtrBench.Harness.Objectives;

namespace CtrBench.Tests.Harness.Cli;

public sealed class SloTextTests
{
    [Fact]
    public void Terms_are_read()
    {
        var slo = SloText.Parse("--slo", "p99(T1-floor) <= 2s and complete >= 99.9% and mean( t1_minus_e_append ) < 500ms and backlog <= 1%");
        Assert.Equal(["p99(T1-floor)", "complete", "mean(T1a-e)", "backlog"], slo.Terms.Select(term => term.Quantity.ToString()));
        Assert.Equal([2_000, 0.999, 500, 0.01], slo.Terms.Select(term => term.Limit));
        Assert.Equal("p99(T1-floor) <= 2s", slo.Terms[0].Text);
        Assert.Equal([false, true, false, false], slo.Terms.Select(term => term.AtLeast));
        Assert.Equal(299, slo.Windows);
        Assert.True(slo.Terms[0].Holds(2_000));
        Assert.False(slo.Terms[2].Holds(500));
    }

    [Theory]
    [InlineData("p98(T1-floor) <= 2s", "^^^", "no such figure")]
    [InlineData("p99(T1-flor) <= 2s", "    ^^^^^^^", "no such latency; did you mean T1-floor?")]
    [InlineData("p99(T1-floor <= 2s", "   ^", "this bracket is never closed")]
    [InlineData("p99 <= 2s", "^^^", "of which latency? Write p99(T1-floor)")]
    [InlineData("p99(T1-floor) >= 2s", "              ^^", "better the smaller")]
    [InlineData("complete <= 99%", "         ^^", "better the larger")]
    [InlineData("p99(T1-floor) 2s", "              ^^", "write <= or >= and a limit")]
    [InlineData("p99(T1-floor) <= 2", "                 ^", "a duration needs a unit")]
    [InlineData("p99(T1-floor) <=", "                ^", "a limit is missing")]
    [InlineData("complete >= 999", "            ^^^", "a share is from 0% to 100%")]
    [InlineData("complete >= 99% or backlog <= 1%", "                ^^", "write and between two terms")]
    [InlineData("complete >= 99% and", "                   ^", "a figure is missing")]
    [InlineData("complete >= 99% and complete >= 9%", "                    ^^^^^^^^", "has a limit already")]
    [InlineData("", "^", "a figure is missing")]
    public void An_error_points_at_the_word(string text, string mark, string reason)
    {
        var error = Assert.Throws<UsageException>(() => SloText.Parse("--slo", text));
        var lines = error.Message.Split('\n');
        Assert.Equal($"  {text}", lines[^2]);
        Assert.Equal($"  {mark}", lines[^1]);
        Assert.StartsWith("--slo: ", lines[0]);
        Assert.Contains(reason, lines[0]);
        Assert.Equal("--slo", error.Option);
    }

    [Fact]
    public void A_term_of_two_parts_is_read()
    {
        Assert.Equal(new Quantity(QuantityKind.Latency, "t1_minus_floor", Statistic.All[2]), SloText.ParseTerm("x", "p90(T1-floor)", "<= 2s").Quantity);
        Assert.Throws<UsageException>(() => SloText.ParseTerm("x", "p90(T1-floor)", "<= 2s and complete >= 1%"));
    }
}
