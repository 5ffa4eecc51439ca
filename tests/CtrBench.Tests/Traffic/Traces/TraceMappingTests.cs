using System.Globalization;
using System.IO.Compression;
using System.Text;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Traces;

namespace CtrBench.Tests.Traffic.Traces;

public sealed class TraceMappingTests
{
    [Theory]
    [InlineData("2017-11-07 09:00:00", null, 1_510_045_200_000_000)]
    [InlineData("2017-11-07T09:00:00Z", null, 1_510_045_200_000_000)]
    [InlineData("1510045200", null, 1_510_045_200_000_000)]
    [InlineData("1510045200000", null, 1_510_045_200_000_000)]
    [InlineData("1510045200000000", null, 1_510_045_200_000_000)]
    [InlineData("1510045200.5", null, 1_510_045_200_500_000)]
    [InlineData("14102103", "yyMMddHH", 1_413_860_400_000_000)]
    [InlineData("20130606000104008", "yyyyMMddHHmmssfff", 1_370_476_864_008_000)]
    [InlineData("61", "s", 61_000_000)]
    [InlineData("61", "ms", 61_000)]
    public void Times_are_read_in_the_usual_forms(string text, string? format, long us) => Assert.Equal(us, TraceTime.Parse(text, format));

    [Theory]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData("-5", "s")]
    [InlineData("1e40", "s")]
    [InlineData("14102103", "yyyy-MM-dd")]
    public void Other_texts_are_no_times(string text, string? format) => Assert.Null(TraceTime.Parse(text, format));

    [Fact]
    public void Columns_of_other_names_are_mapped_and_the_rest_is_reported()
    {
        var trace = Read("ip,app,click_time,is_attributed\n1,a,2017-11-07 09:00:00,0\n2,b,2017-11-07 09:00:01,1\n", "time=click_time,click=is_attributed,ad_id=app");
        Assert.Equal(["app", "click_time", "is_attributed"], trace.Report.Used);
        Assert.Equal(["ip"], trace.Report.Ignored);
        Assert.Equal([TraceClick.No, TraceClick.Yes], trace.Rows.Select(row => row.Click));
        Assert.Equal("a", trace.Ads[0].AdId);
    }

    [Theory]
    [InlineData("clicked", "0", "1", true)]
    [InlineData("clk", "0", "1", true)]
    [InlineData("event", "view", "click", true)]
    [InlineData("is_attributed", "0", "1", false)]
    [InlineData("label", "0", "1", false)]
    public void Clicks_under_another_name_are_used_or_pointed_out(string column, string first, string second, bool used)
    {
        var trace = Read($"event_time_ms,{column}\n1700000000000,{first}\n1700000001000,{second}\n");
        Assert.Equal(used, trace.HasRecordedClicks);
        Assert.Equal(used ? [] : [column], trace.Report.PerhapsClicks);
    }

    [Theory]
    [InlineData("event_time_ms", 1_494_000_000, 1, "event_time_ms looks like epoch seconds: 1494000004 is 1970-01-18 as its name says and 2017-05-05 as seconds")]
    [InlineData("event_time_us", 1_494_000_000_000, 1, "event_time_us looks like epoch milliseconds")]
    public void Another_unit_than_the_name_says_is_rejected(string column, long start, long step, string expected)
    {
        var lines = string.Concat(Enumerable.Range(0, 9).Select(i => string.Create(CultureInfo.InvariantCulture, $"{start + i * step}\n")));
        Assert.Contains(expected, Assert.Throws<TraceException>(() => Read($"{column}\n{lines}")).Message);
    }

    [Theory]
    [InlineData(1_000, 1, 0.5)]
    [InlineData(1_000, 1, 0.3)]
    [InlineData(1_000, 0, 0.2)]
    public void Two_units_in_one_file_are_rejected_with_an_example_of_each(int factor, int otherFactor, double otherShare)
    {
        var lines = string.Concat(Enumerable.Range(0, 400).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{(1_433_221_332L + i) * (i % 100 < otherShare * 100 ? otherFactor : factor)}\n")));
        var message = Assert.Throws<TraceException>(() => Read("event_time_ms\n" + lines)).Message;
        Assert.Contains("the times of event_time_ms lie years apart: of 400 rows", message);
        Assert.Contains("about 1970-01-", message);
        Assert.Contains("about 2015-06-02 (line ", message);
    }

    [Fact]
    public void A_thin_trace_over_decades_is_read()
    {
        var lines = string.Concat(Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"{700_000_000_000 + i * 50_000_000_000L}\n")));
        Assert.Equal(20, Read("event_time_ms\n" + lines).Rows.Count);
    }

    [Fact]
    public void A_row_at_time_0_is_left_out_and_counted()
    {
        var lines = string.Concat(Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == 200 ? 0 : 1_433_221_332_117 + 250 * i)}\n")));
        var trace = Read("event_time_ms\n" + lines);
        Assert.Equal((399, 1, 0), (trace.Rows.Count, trace.Report.BrokenLines, trace.Report.OutOfOrderRows));
        Assert.Equal("line 202: event_time_ms is 1970-01-01, years away from the other rows", Assert.Single(trace.Report.FirstBroken));
    }

    [Theory]
    [InlineData("time")]
    [InlineData("time=")]
    [InlineData("when=ts")]
    [InlineData("time=a,time=b")]
    [InlineData("time=nowhere")]
    public void Mappings_that_fit_nothing_are_rejected(string columns) =>
        Assert.Throws<TraceException>(() => Read("event_time_ms\n1700000000000\n", columns));

    [Fact]
    public void A_file_packed_with_gzip_is_read_and_other_packings_are_named()
    {
        using var temp = new TemporaryFolder();
        Directory.CreateDirectory(temp.At(""));
        using (var stream = new GZipStream(File.Create(temp.At("t.csv.gz")), CompressionLevel.Fastest))
            stream.Write(Encoding.UTF8.GetBytes("event_time_ms\n1700000000000\n"));
        Assert.Single(TraceReader.Read(temp.At("t.csv.gz")).Rows);
        File.WriteAllBytes(temp.At("cut.gz"), File.ReadAllBytes(temp.At("t.csv.gz"))[..14]);
        Assert.Throws<TraceException>(() => TraceReader.Read(temp.At("cut.gz")));
        File.WriteAllText(temp.At("t.zip"), "PK\u0003\u0004");
        Assert.Contains("is a zip archive", Assert.Throws<TraceException>(() => TraceReader.Read(temp.At("t.zip"))).Message);
    }

    private static Trace Read(string text, string? columns = null) => TraceReader.Read(new StringReader(text), "t.csv", columns);
}
