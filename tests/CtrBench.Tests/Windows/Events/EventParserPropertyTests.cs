using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

public sealed class EventParserPropertyTests
{
    private static readonly ParseProfile[] Profiles =
    [
        new(Leniency.Strict, BoundEventTime: false, GroupBy: GroupField.AdId),
        new(Leniency.Spark, BoundEventTime: false, GroupBy: GroupField.AdId),
        new(Leniency.Flink, BoundEventTime: false, GroupBy: GroupField.AdId),
        new(Leniency.Flink, ArrayRows: false, BoundEventTime: false, GroupBy: GroupField.AdId),
    ];

    private static readonly Gen<AdEvent> InYears = EventSamples.Any.Where(e => e.EventTimeMs is >= 0 and <= ParseProfile.MaxEventTimeMs);

    private static readonly Gen<byte[]> Edited =
        from e in InYears
        from order in Gen.Shuffle(EventSamples.Fields(e))
        from edits in Gen.Select(Gen.Double.Unit, Gen.Int[0, 3],
            Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:\\'0-.e\n\tnNI"u8.ToArray()))).Array[1, 4]
        select edits.Aggregate(Encoding.UTF8.GetBytes("{" + string.Join(",", order) + "}"), Edit);

    [Fact]
    public void The_order_of_the_fields_and_blanks_between_them_do_not_matter()
        => (from e in InYears
            from order in Gen.Shuffle(EventSamples.Fields(e))
            from blank in Gen.OneOf("", " ", "\n", " \t\r\n")
            select (e, order, blank)).Sample(x =>
            {
                var json = $"{x.blank}{{{x.blank}{string.Join($"{x.blank},{x.blank}", x.order)}{x.blank}}}{x.blank}";
                Assert.All(Profiles, p => Assert.Equal(EventSamples.Row(x.e), ReadRow.Only(p, json)));
            }, iter: 500);

    [Fact]
    public void An_event_cut_short_is_never_accepted()
        => (from e in InYears from cut in Gen.Double.Unit select (e, cut)).Sample(x =>
        {
            var json = Encoding.UTF8.GetBytes("{" + string.Join(",", EventSamples.Fields(x.e)) + "}");
            var part = json[..(int)(x.cut * json.Length)];
            Assert.All(Profiles, p => Assert.Equal("- - - key=-", Assert.Single(ReadRow.All(p, [part]))));
        }, iter: 1000);

    [Fact]
    public void Edited_bytes_never_throw_and_always_give_a_row()
        => Edited.Sample(json => Assert.All(Profiles, p => Assert.NotEmpty(ReadRow.All(p, [json]))), iter: 1500);

    [Fact]
    public void Strict_accepts_exactly_what_the_librarys_reader_accepts()
        => Edited.Sample(json =>
        {
            var row = Assert.Single(ReadRow.All(Profiles[0], [json]));
            Assert.Equal(ByTheLibrary(json) ?? row, row);
        }, iter: 1500);

    [Fact]
    public void The_engines_read_what_strict_reads_and_read_it_the_same()
        => Edited.Sample(json =>
        {
            var strict = ReadRow.All(Profiles[0], [json]);
            var plain = strict[0].Split(' ') is [var time, _, not "-", not "key=-", ..]
                && long.TryParse(time, out var ms) && ms is >= 0 and <= ParseProfile.MaxEventTimeMs;
            if (!plain || Encoding.UTF8.GetString(json).Split("ad_id").Length != 2) return;
            Assert.All(Profiles, p => Assert.Equal(strict, ReadRow.All(p, [json])));
        }, iter: 1000);

    private static byte[] Edit(byte[] json, (double At, int How, byte With) edit)
    {
        var at = (int)(edit.At * json.Length);
        return edit.How switch
        {
            0 => [.. json[..at], edit.With, .. json[at..]],
            1 when at < json.Length => [.. json[..at], .. json[(at + 1)..]],
            2 when at < json.Length => [.. json[..at], edit.With, .. json[(at + 1)..]],
            _ => json,
        };
    }

    /// <summary>The same reading by JsonDocument: an independent judge, who has no answer for half a surrogate pair.</summary>
    private static string? ByTheLibrary(byte[] json)
    {
        const string nothing = "- - - key=-";
        try
        {
            if (!Utf8.IsValid(json)) return nothing;
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return nothing;
            var time = Integer(document.RootElement, "event_time_ms");
            var type = Text(document.RootElement, "event_type");
            var key = time is null ? null : Text(document.RootElement, "ad_id");
            var stamp = Integer(document.RootElement, "producer_timestamp_ns");
            return $"{time ?? "-"} {(type is "view" or "click" ? type : "-")} {stamp ?? "-"} key={key ?? "-"}";
        }
        catch (JsonException)
        {
            return nothing;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Integer(JsonElement o, string name)
        => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number
            && v.GetRawText().All(c => c is '-' or (>= '0' and <= '9')) && v.TryGetInt64(out var value) ? $"{value}" : null;

    private static string? Text(JsonElement o, string name)
        => o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
}
