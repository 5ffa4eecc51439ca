using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class SentTrafficRulesTests
{
    private static readonly ScheduleSummary Planned = new(60_000, 500, 1, 1, 1, 1, 1.1, 0.005, 0.5);

    [Fact]
    public void Traffic_as_scheduled_has_no_finding()
    {
        Assert.Null(Judge(Planned));
        Assert.Null(Judge(Planned with { GapCv = 1.05, Idc100Ms = 1.1, KsStatistic = 0.05, KsPValue = 0 }));
        Assert.Null(SentTrafficRules.Differs(new ProducerReport { Producers = [], Schedule = Planned }));
    }

    [Theory]
    [InlineData(480, 1, 1, 1, "events per second 480 instead of 500")]
    [InlineData(500, 2.4, 1, 1, "variation of the gaps 2.4 instead of 1")]
    [InlineData(500, 1, 2.5, 1, "dispersion of counts in 0.1 s 2.5 instead of 1")]
    [InlineData(500, 1, 1.3, 1, "dispersion of counts in 0.1 s 1.3 instead of 1")]
    [InlineData(500, 1, 1, 2.4, "dispersion of counts in 1 s 2.4 instead of 1")]
    [InlineData(500, 1.8, 1, 1, "mean wait for the next event 4.24 ms instead of 2")]
    public void Other_traffic_is_an_error(double perSecond, double gapCv, double in100Ms, double in1S, string expected)
    {
        var finding = Judge(Planned with { MeanPerSecond = perSecond, GapCv = gapCv, Idc100Ms = in100Ms, Idc1S = in1S });
        Assert.Equal((Severity.Error, "sent-differs"), (finding!.Severity, finding.Code));
        Assert.Contains(expected, finding.Text);
    }

    [Fact]
    public void Gaps_that_differ_by_less_than_a_millisecond_are_a_note()
    {
        var planned = Planned with { MeanPerSecond = 50_000, Events = 6_000_000 };
        var finding = SentTrafficRules.Differs(new ProducerReport { Producers = [], Planned = planned, Schedule = planned with { GapCv = 2.4 } });
        Assert.Equal(Severity.Note, finding!.Severity);
        Assert.Contains("1 ms or less", finding.Text);
    }

    // A pause moves many events where there are many: an index of 1.2 is then 2 % of the load.
    [Fact]
    public void Counts_are_judged_as_a_share_of_the_load()
    {
        var fast = Planned with { MeanPerSecond = 50_000, Events = 6_000_000 };
        Assert.Null(SentTrafficRules.Differs(
            new ProducerReport { Producers = [], Planned = fast, Schedule = fast with { Idc100Ms = 2, Idc1S = 3 } }));
        var finding = SentTrafficRules.Differs(
            new ProducerReport { Producers = [], Planned = fast, Schedule = fast with { Idc100Ms = 25 } });
        Assert.Equal(Severity.Error, finding!.Severity);
    }

    [Theory]
    [InlineData(1_000, 5, null)]
    [InlineData(1_000, 6, "sender-paused")]
    [InlineData(399, 0, "sender-pauses-unknown")]
    [InlineData(400, 0, null)]
    public void Late_events_tell_a_pause_that_counts_do_not_show(long sent, long late, string? code)
    {
        ProducerEntry Sender(string id, params HistogramBar[] lags) => new(id, sent, sent, 0, 0, 0, 98.4, lags);
        var report = new ProducerReport
        {
            Producers = [Sender("producer-1", new(80, sent - late), new(98_431, late)), Sender("closing", new HistogramBar(500_000, 50))],
            Planned = Planned,
            Schedule = Planned,
        };
        var finding = SentTrafficRules.Paused(report);
        Assert.Equal(code, finding?.Code);
        if (code == "sender-paused")
            Assert.StartsWith("6 of 1,000 events (0.6 %) were sent more than 25 ms after they were due, up to 98 ms: the sender stood still", finding!.Text);
        Assert.Null(SentTrafficRules.Paused(report with { Planned = null }));
        Assert.Null(SentTrafficRules.Paused(report with { Schedule = Planned with { MeanPerSecond = 400 } }));
    }

    private static Finding? Judge(ScheduleSummary sent) =>
        SentTrafficRules.Differs(new ProducerReport { Producers = [], Planned = Planned, Schedule = sent });
}
