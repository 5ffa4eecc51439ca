using System.Text;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class EventTimeRulesTests
{
    private const long NowMs = 1_795_814_390_000;

    [Fact]
    public void Ordinary_traffic_has_no_finding() => Assert.Empty(Judge(audit => Feed(audit, t => t, t => t * 1_000_000)));

    [Fact]
    public void Records_without_an_event_time_name_the_nearest_field_and_its_form()
    {
        var finding = Assert.Single(Judge(
            audit =>
            {
                for (var i = 0; i < 200; i++)
                    audit.AddMalformed(Encoding.UTF8.GetBytes("{\"event_type\":\"view\",\"event_time\":\"1795814390000\",\"producer_timestamp_ns\":1795814390000000000}"));
            }, malformed: 200));
        Assert.Equal((Severity.Error, "no-event-time"), (finding.Severity, finding.Code));
        Assert.StartsWith("200 of 200 records have no usable event time: field event_time_ms is missing; the nearest is event_time, \"1795814390000\": "
            + "a text, epoch ms; rename it and send a number, or try --event-time event_time:text-ms.", finding.Text);
    }

    [Theory]
    [InlineData("{\"event_time_ms\":1795814390000000}", "field event_time_ms is 1795814390000000, epoch microseconds: divide by 1000")]
    [InlineData("{\"event_time_ms\":\"2026-11-28T02:00:00Z\"}", "field event_time_ms is \"2026-11-28T02:00:00Z\", a date as text: convert it to epoch ms")]
    [InlineData("{\"event_time_ms\":null}", "field event_time_ms is null, which is not a time")]
    [InlineData("{\"a\":1,\"meta\":{\"ts\":1795814390}}", "the nearest is meta.ts, 1795814390: epoch seconds: multiply by 1000; rename it, or try --event-time meta.ts:s")]
    [InlineData("{\"ad_id\":\"a\",\"producer_timestamp_ns\":1795814390000000000}", "field event_time_ms is missing, and no field looks like a time")]
    [InlineData("{\"event_time_ms\":", "the record is not JSON")]
    [InlineData("[1]", "the record is not a JSON object")]
    [InlineData("", "the record has no value")]
    [InlineData("\0\0\0\0\u0007{\"event_time_ms\":5}", "JSON behind the head of a schema registry (Confluent wire format, schema id 7)")]
    [InlineData("\0\0\0\u0001\u0000\u0002\u0006abc", "Avro or Protobuf of a schema registry (Confluent wire format, schema id 256), which is not supported")]
    [InlineData("\0{\0}\0 \0 ", "the record is not JSON")]
    public void What_a_record_holds_instead_is_said(string record, string expected) =>
        Assert.Contains(expected, EventTimeForm.Describe(Encoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData("ctx.ts", TimeForm.EpochUs, "{\"ctx\":{\"ts\":\"x\"}}", "field ctx.ts is \"x\", which is not a time in the form us between 1970 and 9999")]
    [InlineData("ctx.ts", TimeForm.EpochUs, "{\"ctx\":null,\"time\":\"2026-11-28T02:00:00Z\"}", "try --event-time time:iso")]
    public void By_a_mapping_its_own_field_is_named(string path, TimeForm form, string record, string expected) => Assert.Contains(
        expected, EventTimeForm.Describe(Encoding.UTF8.GetBytes(record), new EventSchema { EventTime = new TimeField(path, form) }));

    [Theory]
    [InlineData("seconds-not-ms", 0.001, 1_000_000)]
    [InlineData("stamp-not-ns", 1, 1)]
    public void Another_unit_is_found(string code, double timeFactor, long stampFactor)
    {
        var finding = Judge(audit => Feed(audit, t => (long)(t * timeFactor), t => t * stampFactor)).First();
        Assert.Equal((Severity.Error, code), (finding.Severity, finding.Code));
        Assert.Contains("200 of 200", finding.Text);
    }

    [Theory]
    [InlineData("seconds-not-ms", 10, 0, false)]
    [InlineData("stamp-not-ns", 0, 10, true)]
    [InlineData("stamp-not-ns", 0, 1, false)]
    public void Another_unit_in_a_few_records_is_found(string code, int seconds, int stamps, bool isError)
    {
        var (time, stamp) = (0, 0);
        var finding = Judge(audit => Feed(audit, t => time++ < seconds ? t / 1_000 : t, t => stamp++ < stamps ? t : t * 1_000_000)).First();
        Assert.Equal((isError ? Severity.Error : Severity.Warning, code), (finding.Severity, finding.Code));
        Assert.Contains($"{seconds + stamps} of 200", finding.Text);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(1, false)]
    public void One_producer_of_several_whose_clock_is_ahead_is_found(int records, bool isError)
    {
        var stamp = 0;
        var finding = Assert.Single(Judge(audit => Feed(audit, t => t, t => (stamp++ < records ? t + 3_600_000 : t) * 1_000_000)));
        Assert.Equal((isError ? Severity.Error : Severity.Warning, "producer-clock"), (finding.Severity, finding.Code));
        Assert.Contains($"{records} of 200", finding.Text);
    }

    [Fact]
    public void A_clock_an_hour_ahead_is_the_producers_and_no_disorder()
    {
        var finding = Assert.Single(Judge(audit => Feed(audit, t => t, t => (t + 3_600_000) * 1_000_000)));
        Assert.Equal((Severity.Error, "producer-clock"), (finding.Severity, finding.Code));
        Assert.Contains("by at least 3599.999 s on average", finding.Text);
    }

    [Theory]
    [InlineData(4_102_444_800_000, true, "event-time-ahead", "2100-01-01")]
    [InlineData(0, false, "event-time-behind", "1970-01-01")]
    public void One_event_years_away_is_named(long eventTimeMs, bool isError, string code, string day)
    {
        var finding = Assert.Single(Judge(audit => Feed(audit, t => t == NowMs + 10_000 ? eventTimeMs : t, t => t * 1_000_000)));
        Assert.Equal((isError ? Severity.Error : Severity.Warning, code), (finding.Severity, finding.Code));
        Assert.Contains("1 of 200", finding.Text);
        Assert.Contains(day, finding.Text);
    }

    [Fact]
    public void Events_of_a_recorded_topic_are_all_old_and_no_fault() =>
        Assert.Empty(Judge(audit => Feed(audit, t => t - 400L * 86_400_000, t => t * 1_000_000)));

    private static void Feed(EventTimeAudit audit, Func<long, long> eventTimeMs, Func<long, long> stampNs)
    {
        for (var i = 0; i < 200; i++)
        {
            var t = NowMs + 200 * i;
            audit.Add(eventTimeMs(t), stampNs(t), t + 1);
        }
    }

    private static List<Finding> Judge(Action<EventTimeAudit> feed, long malformed = 0)
    {
        var audit = new EventTimeAudit();
        feed(audit);
        return [.. EventTimeRules.Judge(new RunFacts(new RunContents
        {
            Manifest = new RunManifest
            {
                RunId = "r",
                Engine = EngineId.Continuous,
                Workload = new Workload(),
                Query = new CtrQuery(),
                Collector = new CollectorReport { EventsMalformed = malformed, EventTimes = audit.Report },
            },
            Expected = [],
            Results = [],
        }))];
    }
}
