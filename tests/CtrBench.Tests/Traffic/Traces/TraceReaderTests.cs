using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Traces;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Traces;

public sealed class TraceReaderTests
{
    [Fact]
    public void All_columns_that_match_event_fields_are_used()
    {
        var trace = Read("""
            Event_Time_MS, producer_id,user_id,page_id,ad_id,ad_type,event_type,ip_address,click,colour
            1000,p1,u1,home,a1,video,impression,203.0.113.7,true,red
            1001,p2,u2,home,a1,video,click,,0,blue

            1002,p1,u1,,,,arrival,8.8.8.8,,
            """);
        Assert.Equal(
            [
                new TraceRow(1_000_000, 0, 0, 0, 0xCB007107, EventKind.View, TraceClick.Yes),
                new TraceRow(1_001_000, 0, 1, 1, 0, EventKind.Click, TraceClick.No),
                new TraceRow(1_002_000, -1, 0, 0, trace.Rows[2].IpAddress, EventKind.View, TraceClick.Unknown),
            ],
            trace.Rows);
        Assert.Equal([new TraceAd("a1", "video", "home")], trace.Ads);
        Assert.Equal(["u1", "u2"], trace.Users);
        Assert.Equal(["p1", "p2"], trace.Producers);
        Assert.True(trace.HasRecordedClicks);
        Assert.True(DocumentationAddresses.Contains(trace.Rows[2].IpAddress));
        Assert.Equal(1, trace.Report.ReplacedAddresses);
    }

    [Theory]
    [InlineData("event_time_us;ad_id\n5;a\n6;b")]
    [InlineData("event_time_us\tad_id\r\n5\ta\r\n6\tb\r\n")]
    [InlineData("\uFEFFevent_time_us,ad_id\n5,a\n6,\"b\"\n")]
    [InlineData("\"ad_id\",\"event_time_us\"\n\"a\",\"5\"\nb, 6 \n")]
    public void Separators_line_ends_quotes_and_a_byte_order_mark_do_not_matter(string text)
    {
        var trace = Read(text);
        Assert.Equal([(5, 0), (6, 1)], trace.Rows.Select(r => (r.TimeUs, r.Ad)));
        Assert.Equal(["a", "b"], trace.Ads.Select(a => a.AdId));
    }

    [Fact]
    public void A_single_column_is_enough()
    {
        var trace = Read("event_time_us\n5\n9\n");
        Assert.Equal([5, 9], trace.Rows.Select(r => r.TimeUs));
        Assert.False(trace.HasRecordedClicks);
    }

    [Fact]
    public void Rows_out_of_order_are_as_late_as_in_the_file_and_counted()
    {
        var trace = Read("event_time_us,ad_id\n5,a\n9,b\n7,c\n9,d\n1,e\n9,f\n");
        Assert.Equal("abcdef", string.Concat(trace.Rows.Select(r => trace.Ads[r.Ad].AdId)));
        Assert.Equal([0, 0, 2, 0, 8, 0], trace.Rows.Select(r => r.LatenessUs));
        Assert.Equal((2, TraceOrder.File, -4), (trace.Report.OutOfOrderRows, trace.Report.Order, trace.EarliestOffsetUs));
    }

    [Fact]
    public void Sorted_on_request_none_is_late_and_equal_times_keep_their_order()
    {
        using var text = new StringReader("event_time_us,ad_id\n5,a\n9,b\n7,c\n9,d\n1,e\n9,f\n");
        var trace = TraceReader.Read(text, "t", sort: true);
        Assert.Equal("eacbdf", string.Concat(trace.Rows.Select(r => trace.Ads[r.Ad].AdId)));
        Assert.All(trace.Rows, row => Assert.Equal(0, row.LatenessUs));
        Assert.Equal((2, TraceOrder.Sorted), (trace.Report.OutOfOrderRows, trace.Report.Order));
    }

    [Fact]
    public void A_column_of_arrivals_gives_order_and_lateness()
    {
        var trace = Read("event_time_us,arrival_time_us,ad_id\n5,6,a\n9,30,b\n7,20,c\n40,31,d\n");
        Assert.Equal("acbd", string.Concat(trace.Rows.Select(r => trace.Ads[r.Ad].AdId)));
        Assert.Equal([1, 13, 21, -9], trace.Rows.Select(r => r.LatenessUs));
        Assert.Equal((TraceOrder.Column, 1L), (trace.Report.Order, trace.Report.OutOfArrivalOrderRows));
    }

    [Fact]
    public void An_arrival_that_is_not_a_time_breaks_the_line_and_one_in_another_unit_the_file()
    {
        var trace = Read("event_time_ms,arrival_time_ms\n1700000000000,1700000000001\n1700000000002,soon\n");
        Assert.Equal("line 3: arrival_time_ms 'soon' is not a time of the form ms", Assert.Single(trace.Report.FirstBroken));
        var error = Assert.Throws<TraceException>(() => Read("event_time_ms,arrival_time_ms\n1700000000000,1700000000\n"));
        Assert.Contains("are years from the event times of event_time_ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arrivals_a_row_far_ahead_of_those_after_it_moves_no_other()
    {
        var lines = Enumerable.Range(0, 500).Select(i => i == 100 ? 3_600_000_000 : i * 10_000L);
        var trace = Read("event_time_us\n" + string.Join('\n', lines) + "\n");
        Assert.Equal(1, trace.Report.FutureRows);
        Assert.All(trace.Rows.Index().Where(row => row.Index != 100), row => Assert.Equal(0, row.Item.LatenessUs));
        Assert.Equal(-3_600_000_000 + 990_000, trace.Rows[100].LatenessUs);
    }

    [Fact]
    public void Where_rows_are_late_by_minutes_anyway_the_newest_is_not_from_the_future()
    {
        var random = new SeededRandom(4);
        var lines = Enumerable.Range(0, 2_000).Select(i => 1_700_000_000_000_000 + i * 10_000L - (long)(random.NextDouble() * 600e6));
        Assert.Equal(0, Read("event_time_us\n" + string.Join('\n', lines) + "\n").Report.FutureRows);
    }

    [Fact]
    public void Broken_lines_are_left_out_counted_and_the_first_are_named_with_their_reason()
    {
        var trace = Read(
            "event_time_us,ad_id,click\n1,a,0\n2\n\nx,a,0\n-3,a,0\n4,a,maybe\n5,\"a,0\n6,a,0,9\n7,a,1\n"
            + "999999999999999999,a,1\n8,a,0,\n");
        Assert.Equal([1, 7, 8], trace.Rows.Select(r => r.TimeUs));
        Assert.Equal((10, 7), (trace.Report.Lines, trace.Report.BrokenLines));
        Assert.Equal(
            [
                "line 3: 1 columns, the header has 3",
                "line 5: event_time_us 'x' is not a whole number",
                "line 6: event_time_us -3 is negative",
                "line 7: click 'maybe' is not one of 0, 1, true, false",
                "line 8: 2 columns, the header has 3",
            ],
            trace.Report.FirstBroken);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("event_time_us,ad_id\n", "a header and no line")]
    [InlineData("time,ad_id\n1,a\n", "no column event_time_us or event_time_ms in its first line (time, ad_id)")]
    [InlineData("1,a\n2,b\n", "no column event_time_us")]
    [InlineData("event_time_us\nx\n2.5\n", "only broken lines (2): line 2: event_time_us 'x' is not a whole number; line 3")]
    public void A_trace_that_cannot_be_replayed_is_refused_with_what_and_where(string text, string message)
    {
        var error = Assert.Throws<TraceException>(() => Read(text));
        Assert.StartsWith("Trace test.csv", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_refused_by_name()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "no-such-trace.csv");
        Assert.Contains($"{missing} does not exist", Assert.Throws<TraceException>(() => TraceReader.Read(missing)).Message);
        Assert.Contains("is a folder", Assert.Throws<TraceException>(() => TraceReader.Read(AppContext.BaseDirectory)).Message);
    }

    [Fact]
    public void The_example_traces_are_read_completely()
    {
        var folder = SharedFolder.Require("data");
        var rows = Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).Select(file =>
        {
            var trace = TraceReader.Read(file);
            Assert.Equal(new TraceReadReport(trace.Rows.Count, 0, [], 0, 0) with
            {
                FirstBroken = trace.Report.FirstBroken,
                Used = trace.Report.Used,
                Ignored = trace.Report.Ignored,
                PerhapsClicks = trace.Report.PerhapsClicks,
            }, trace.Report);
            return (trace.Rows.Count, trace.Rows.Count(r => r.Click == TraceClick.Yes), trace.HasRecordedClicks);
        });
        Assert.Equal(
            [(8_819, 0, false), (19_366, 0, false), (10_000, 69, true), (10_000, 46, true), (10_000, 46, true), (10_000, 46, true)], rows);
    }

    private static Trace Read(string text) => TraceReader.Read(new StringReader(text), "test.csv");
}
