using System.Text.Json;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Traces;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class ScheduleStatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Poisson_traffic_is_found_to_be_Poisson(int producers)
    {
        var summary = Summary(new Workload { Producers = producers, EventsPerSecond = 1_000, DurationMs = 200_000 });
        Assert.InRange(summary.MeanPerSecond, 990, 1_010);
        Assert.InRange(summary.GapCv, 0.985, 1.015);
        Assert.InRange(summary.Idc100Ms!.Value, 0.9, 1.1);
        Assert.InRange(summary.Idc1S!.Value, 0.65, 1.4);
        Assert.NotNull(summary.Idc10S);
        Assert.InRange(summary.PeakToMean, 1.05, 1.2);
        Assert.InRange(summary.KsPValue!.Value, 0.01, 1);
    }

    [Fact]
    public void Constant_traffic_has_no_variation_and_no_test()
    {
        var summary = Summary(new Workload { Traffic = TrafficKind.Constant, EventsPerSecond = 1_000, DurationMs = 30_000 });
        Assert.Equal(new ScheduleSummary(30_000, 1_000, 0, 0, 0, null, 1, null, null), summary with { Sums = null });
        // 29,999 gaps of 1 ms.
        Assert.Equal("29999000000000000", summary.Sums!.SquaredGapsNs2);
        Assert.Equal(new CountSums(28, 28_000, "28000000", 1_000), summary.Sums.In1S);
    }

    [Fact]
    public void The_gaps_of_MMPP_traffic_pass_the_test_of_their_model_though_visits_are_short_and_producers_many()
    {
        // 4 to 21 events a visit.
        var workload = new Workload
        {
            Traffic = TrafficKind.Mmpp,
            Producers = 4,
            EventsPerSecond = 400,
            DurationMs = 400_000,
            MmppStates = [new(0.5, 100), new(3, 100), new(0, 50)],
        };
        var summary = Summary(workload);
        Assert.InRange(summary.GapCv, 1.05, 2);
        Assert.InRange(summary.KsPValue!.Value, 0.01, 1);

        // The same rates with visits that never end: that short visits hold fewer long gaps is then not allowed for, and shows.
        var wrong = Summary(workload, workload with { MmppStates = [new(0.5, 1e8), new(3, 1e8), new(0, 5e7)] });
        Assert.InRange(wrong.KsPValue!.Value, 0, 1e-6);
    }

    [Fact]
    public void Traffic_that_is_not_the_model_fails_the_test()
    {
        var wrong = Summary(new Workload { EventsPerSecond = 1_000, DurationMs = 50_000 }, new Workload { EventsPerSecond = 1_100 });
        Assert.InRange(wrong.KsPValue!.Value, 0, 1e-6);
        Assert.InRange(wrong.KsStatistic!.Value, 0.01, 0.05);
    }

    [Fact]
    public void The_Kolmogorov_tail_has_its_tabulated_values()
    {
        // The usual critical values, and the two series where they meet.
        Assert.Equal(0.05, UnitExponentialTest.KolmogorovTail(1.3581), 4);
        Assert.Equal(0.01, UnitExponentialTest.KolmogorovTail(1.6276), 4);
        Assert.Equal(0.5, UnitExponentialTest.KolmogorovTail(0.82757), 4);
        Assert.Equal(1, UnitExponentialTest.KolmogorovTail(0.2), 9);
        Assert.Equal(UnitExponentialTest.KolmogorovTail(1.18 - 1e-12), UnitExponentialTest.KolmogorovTail(1.18), 10);
    }

    [Fact]
    public void Closing_events_are_not_traffic_and_few_events_give_no_statistics()
    {
        var statistics = new ScheduleStatistics(new Workload());
        statistics.Add(new ScheduledEvent(5, 0, 0, ScheduledEvent.ClosingProducer, 0, 0, 0));
        Assert.Null(statistics.Summary());
        statistics.Add(new ScheduledEvent(7, 0, 0, 0, 0, 0, 0, true));
        Assert.Equal(
            new ScheduleSummary(1, 0, 0, null, null, null, 0, null, null),
            statistics.Summary()! with { Sums = null, GapSample = null });
    }

    [Fact]
    public void A_send_noted_before_its_predecessor_counts_with_it()
    {
        var statistics = new ScheduleStatistics(new Workload { Traffic = TrafficKind.Constant });
        foreach (var sentNs in new long[] { 1_000_000_000, 3_000_000_000, 2_000_000_000, 5_000_000_000 }) statistics.Add(default, sentNs);
        var summary = statistics.Summary()!;
        Assert.Equal((4, 0.75), (summary.Events, summary.MeanPerSecond));
        Assert.Equal(Math.Sqrt(2) / 2, summary.GapCv, 12);
    }

    [Fact]
    public void Dispersion_of_a_small_example_is_as_computed_by_hand()
    {
        // Windows of 10: 0 is partial, then the counts 0 1 2 0 3 0 0 2 1 1, and 11 is partial. Sum 10, squares 20, n 10: variance 1, mean
        // 1.
        var counter = new DispersionCounter(10);
        foreach (var time in new long[] { 3, 25, 30, 39, 50, 50, 59, 80, 81, 99, 100, 110, 110, 110, 110 }) counter.Add(time);
        Assert.Equal((10, 4), (counter.Windows, counter.Largest));
        Assert.Equal(1, counter.Index);
    }

    [Theory]
    [InlineData("openbandit_random_men")]
    [InlineData("openbandit_random_women")]
    [InlineData("openbandit_bts_men")]
    [InlineData("openbandit_bts_women")]
    [InlineData("arrivals_azurellm_conv")]
    [InlineData("arrivals_azurellm_code")]
    public void The_example_traces_have_the_facts_known_of_them(string name)
    {
        var folder = SharedFolder.Require("data");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "facts.json")));
        var facts = json.RootElement.EnumerateArray().Single(f => f.GetProperty("name").GetString() == name);
        double Fact(string key) => facts.GetProperty(key).GetDouble();

        var trace = TraceReader.Read(Path.Combine(folder, name + ".csv"));
        var statistics = new ScheduleStatistics(new Workload { Traffic = TrafficKind.Trace });
        var in60S = new DispersionCounter(60_000_000_000);
        var in600S = new DispersionCounter(600_000_000_000);
        long maxGapUs = 0, lastUs = trace.Rows[0].TimeUs;
        foreach (var row in trace.Rows)
        {
            statistics.Add(default, row.TimeUs * 1_000);
            in60S.Add(row.TimeUs * 1_000);
            in600S.Add(row.TimeUs * 1_000);
            maxGapUs = Math.Max(maxGapUs, row.TimeUs - lastUs);
            lastUs = row.TimeUs;
        }
        var summary = statistics.Summary()!;
        Assert.Equal(Fact("rows"), summary.Events);
        Assert.Equal(Fact("rate"), summary.MeanPerSecond, 1e-12);
        Assert.Equal(Fact("cv"), summary.GapCv, 1e-9);
        Assert.Equal(Fact("max_gap_s"), maxGapUs / 1e6, 1e-9);
        Assert.Equal(Fact("idc_1"), summary.Idc1S!.Value, 1e-9);
        Assert.Equal(Fact("idc_10"), summary.Idc10S!.Value, 1e-9);
        Assert.Equal(Fact("idc_60"), in60S.Index!.Value, 1e-9);
        Assert.Equal(Fact("n_60"), in60S.Windows);
        Assert.Equal(Fact("n_600"), in600S.Windows);
        if (in600S.Windows >= DispersionCounter.FewestWindows) Assert.Equal(Fact("idc_600"), in600S.Index!.Value, 1e-9);
        else Assert.Null(in600S.Index);
    }

    private static ScheduleSummary Summary(Workload sent, Workload? model = null)
    {
        var statistics = new ScheduleStatistics(model ?? sent);
        var schedule = EventSchedules.Create(sent, 20_000).MergedWithClosing(10_000);
        while (schedule.TryNext(out var e)) statistics.Add(e);
        return statistics.Summary()!;
    }
}
