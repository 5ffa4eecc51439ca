using System.Text;
using CsCheck;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

public sealed class AdEventJsonTests
{
    [Theory]
    [InlineData(EventKind.View, "view")]
    [InlineData(EventKind.Click, "click")]
    [InlineData(EventKind.Other, "impression")]
    public void An_event_is_written_compact_with_its_fields_in_order(EventKind kind, string type)
    {
        var e = new AdEvent(
            new("producer-0"), new("user-1"), new("page-2"), new("ad-3"), new("banner"), kind,
            1700000001000, 1700000001000000001, 0xC0000211);
        Assert.Equal(
            """{"producer_id":"producer-0","user_id":"user-1","page_id":"page-2","ad_id":"ad-3","ad_type":"banner",""" + "\"event_type\":"
                + $"\"{type}\""
                + ""","event_time_ms":1700000001000,"producer_timestamp_ns":1700000001000000001,"ip_address":"192.0.2.17"}""",
            Encoding.UTF8.GetString(Written(e)));
    }

    [Fact]
    public void The_longest_event_fits_its_max_length_and_no_event_is_written_into_less()
    {
        var e = new AdEvent(
            new("\u0001"), new("é"), new("\""), new(""), new("😀"), EventKind.Other, long.MinValue, long.MinValue, uint.MaxValue);
        Assert.Equal(AdEventJson.MaxLength(e), Written(e).Length);
        Assert.Throws<ArgumentException>(() => AdEventJson.Write(e, new byte[AdEventJson.MaxLength(e) - 1]));
    }

    [Fact]
    public void Any_event_is_read_back_the_same_in_every_profile_and_by_the_library()
        => EventSamples.Any.Sample(e =>
        {
            var json = Written(e);
            var expected = EventSamples.Row(e);
            foreach (var leniency in Enum.GetValues<Leniency>())
            {
                // Without the bound Flink has no time outside the years 0 .. 9999; the other two have any.
                var inYears = e.EventTimeMs is >= -62_167_219_200_000 and <= ParseProfile.MaxEventTimeMs;
                if (leniency == Leniency.Flink && !inYears) continue;
                Assert.Equal(expected, Assert.Single(ReadRow.All(new(leniency, BoundEventTime: false, GroupBy: GroupField.AdId), [json])));
            }
            using var document = System.Text.Json.JsonDocument.Parse(json);
            Assert.Equal(9, document.RootElement.EnumerateObject().Count());
            Assert.Equal(e.UserId.ToString(), document.RootElement.GetProperty("user_id").GetString());
        }, iter: 1000);

    [Fact]
    public void Writing_allocates_nothing()
    {
        var e = new AdEvent(new("p"), new("u"), new("g"), new("a"), new("t"), EventKind.View, 1, 2, 3);
        var buffer = new byte[AdEventJson.MaxLength(e)];
        AdEventJson.Write(e, buffer);
        Assert.Equal(0, Allocation.LeastBytes(() =>
        {
            for (var i = 0; i < 100_000; i++) AdEventJson.Write(e, buffer);
        }));
    }

    private static byte[] Written(in AdEvent e)
    {
        var buffer = new byte[AdEventJson.MaxLength(e)];
        return buffer[..AdEventJson.Write(e, buffer)];
    }
}
