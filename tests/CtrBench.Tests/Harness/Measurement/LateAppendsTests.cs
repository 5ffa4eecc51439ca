using CsCheck;
using CtrBench.Harness.Measurement;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class LateAppendsTests
{
    [Fact]
    public void Events_stored_within_a_second_are_not_an_outage()
    {
        var late = new LateAppends();
        for (var ms = 0; ms < 10_000; ms += 10) late.Add(ms, ms + LateAppends.LateMs);
        Assert.Empty(late.Spans);
    }

    [Fact]
    public void A_log_that_stood_still_shows_when_and_how_many_it_held_up()
    {
        var late = new LateAppends();
        // Two partitions, an event every 10 ms; the log takes nothing from 2,000 to 7,000, then a backlog of 1 ms an event.
        foreach (var partition in (int[])[0, 1])
            for (var due = partition * 5.0; due < 20_000; due += 10)
                late.Add(due, due < 2_000 || due > 7_000 ? due + 3 : 7_000 + (due - 2_000) / 10);
        var span = Assert.Single(late.Spans);
        Assert.Equal((2_000, 7_000), (span.FromMs, span.TakenMs));
        // What was due in the last second before the end was not late by more than a second for long: it joins nothing.
        Assert.InRange(span.ToMs, 7_400, 7_500);
        Assert.InRange(span.Events, 880, 900);
        Assert.Equal(5_000, span.LatestMs, 10.0);
    }

    [Fact]
    public void Two_outages_stay_two_and_one_that_links_them_makes_them_one()
    {
        var late = new LateAppends();
        late.Add(10_000, 12_000);
        late.Add(0, 3_000);
        Assert.Equal([0, 10_000], late.Spans.Select(s => s.FromMs));
        late.Add(2_000, 11_000);
        var all = Assert.Single(late.Spans);
        Assert.Equal((0, 3_000, 12_000, 3, 9_000), (all.FromMs, all.TakenMs, all.ToMs, all.Events, all.LatestMs));
    }

    [Fact]
    public void Whatever_the_order_the_spans_are_the_same_and_do_not_touch() =>
        Gen.Select(Gen.Select(Gen.Int[0, 60_000], Gen.Int[0, 6_000]).List[0, 60], Gen.Int[0, 1_000_000]).Sample((events, shift) =>
        {
            var (there, back) = (new LateAppends(), new LateAppends());
            foreach (var (due, took) in events) there.Add(due, due + took);
            foreach (var (due, took) in events.OrderBy(e => (e.Item1 * 7919L + shift) % 1_000_003)) back.Add(due, due + took);
            Assert.Equal(there.Spans, back.Spans);
            Assert.Equal(events.Count(e => e.Item2 > LateAppends.LateMs), there.Spans.Sum(s => s.Events));
            Assert.All(there.Spans.Zip(there.Spans.Skip(1)), pair => Assert.True(pair.First.ToMs < pair.Second.FromMs));
        });
}
