using System.Text;
using System.Text.RegularExpressions;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

public sealed class Utf8EventParserTests
{
    private static readonly ParseProfile Strict = new(Leniency.Strict), Spark = new(Leniency.Spark), Flink = new(Leniency.Flink);

    public static TheoryData<int> OddRows => [.. Enumerable.Range(0, OddPayloads.Table.Length)];

    [Theory]
    [MemberData(nameof(OddRows))]
    public void Odd_records_are_read_as_the_profile_says(int index)
    {
        var (record, strict, spark, flink2, flink1) = OddPayloads.Table[index];
        record = record is null ? null : Regex.Replace(record, "(?<=: ?)T", "1700000001000");
        Assert.Equal(
            $"{record}\n{strict} / {spark} / {flink2} / {flink1}".Replace("T ", "1700000001000 ", StringComparison.Ordinal),
            $"{record}\n{Read(Strict)} / {Read(Spark)} / {Read(Flink)} / {Read(Flink with { ArrayRows = false })}");

        string Read(ParseProfile profile) => string.Join("|", ReadRow.All(profile with { BoundEventTime = false }, record));
    }

    [Theory]
    [InlineData(Leniency.Strict)]
    [InlineData(Leniency.Spark)]
    [InlineData(Leniency.Flink)]
    internal void The_products_bound_takes_the_event_time_only(Leniency leniency)
    {
        var profile = new ParseProfile(leniency);
        string Read(long time) => ReadRow.Only(profile, $$"""{"event_type":"click","event_time_ms":{{time}},"producer_timestamp_ns":5}""");
        Assert.Equal("0 click 5", Read(0));
        Assert.Equal("253402300799999 click 5", Read(ParseProfile.MaxEventTimeMs));
        Assert.Equal("- click 5", Read(-1));
        Assert.Equal("- click 5", Read(ParseProfile.MaxEventTimeMs + 1));
        Assert.Equal("- click 5", Read(long.MinValue));
    }

    [Theory]
    [InlineData(-62_167_219_200_001, "-")]
    [InlineData(-62_167_219_200_000, "-62167219200000")]
    [InlineData(253_402_300_799_999, "253402300799999")]
    [InlineData(253_402_300_800_000, "-")]
    public void Flink_has_no_time_outside_the_years_0_to_9999_even_without_a_bound(long time, string read)
        => Assert.Equal($"{read} - -", ReadRow.Only(Flink with { BoundEventTime = false }, $$"""{"event_time_ms":{{time}}}"""));

    [Fact]
    public void Every_record_gives_a_row_in_order_and_counts_as_a_record()
    {
        string?[] records = [null, """{"event_time_ms":1}""", "broken", "[]", """{"event_time_ms":2}""", ""];
        string[] rows = [ReadRow.Nothing, "1 - -", ReadRow.Nothing, ReadRow.Nothing, "2 - -", ReadRow.Nothing];
        Assert.All([Strict, Spark, Flink, Flink with { ArrayRows = false }], p => Assert.Equal(rows, ReadRow.All(p, records)));
    }

    [Theory]
    [InlineData("\"ad-1\"", "ad-1", "ad-1", "ad-1")]
    [InlineData("\"\"", "", "", "")]
    [InlineData("\"\\u00e9\\uD83D\\uDE00\\uD83D\"", "é😀?", "é😀?", "é😀?")]
    [InlineData("null", "-", "-", "-")]
    [InlineData("12", "-", "12", "12")]
    [InlineData("-0", "-", "0", "-0")]
    [InlineData("1.50", "-", "1.5", "1.50")]
    [InlineData("1e2", "-", "100.0", "1e2")]
    [InlineData("12345678.9", "-", "1.23456789E7", "12345678.9")]
    [InlineData("true", "-", "true", "true")]
    [InlineData(" [ 1 , { \"a\" : \"\\u0001\\\"\\n\" , \"b\":[ ] } , -2.50E-5 ] ",
        "-", "[1,{\"a\":\"\\u0001\\\"\\n\",\"b\":[]},-2.5E-5]", "[1,{\"a\":\"\\u0001\\\"\\n\",\"b\":[]},-2.5E-5]")]
    public void The_group_key_is_the_fields_text_as_the_engine_has_it(string token, string strict, string spark, string flink)
    {
        var record = $$"""{"ad_type":{{token}},"event_time_ms":1}""";
        string Read(ParseProfile p) => ReadRow.Only(p with { GroupBy = GroupField.AdType }, record);
        Assert.Equal($"1 - - key={strict}", Read(Strict));
        Assert.Equal($"1 - - key={spark}", Read(Spark));
        Assert.Equal($"1 - - key={flink}", Read(Flink));
    }

    [Theory]
    [InlineData(GroupField.AdId, "a")]
    [InlineData(GroupField.AdType, "t")]
    [InlineData(GroupField.PageId, "p")]
    [InlineData(GroupField.ProducerId, "r")]
    public void Each_group_field_is_read_from_its_own_name(GroupField field, string key)
        => Assert.Equal($"1 - - key={key}", ReadRow.Only(Strict with { GroupBy = field },
            """{"producer_id":"r","user_id":"u","page_id":"p","ad_id":"a","ad_type":"t","event_time_ms":1}"""));

    [Fact]
    public void The_last_key_wins_and_a_missing_one_is_null()
    {
        var byAd = Spark with { GroupBy = GroupField.AdId };
        Assert.Equal("1 - - key=b", ReadRow.Only(byAd, """{"ad_id":"a","event_time_ms":1,"ad_id":"b"}"""));
        Assert.Equal("1 - - key=-", ReadRow.Only(byAd, """{"event_time_ms":1}"""));
    }

    [Fact]
    public void A_row_without_an_event_time_adds_no_key()
    {
        var keys = new KeyTable();
        using var batch = new RecordBatch(0);
        batch.Add(default, """{"ad_id":"a"}"""u8);
        batch.Add(default, """{"ad_id":"b","event_time_ms":1"""u8);
        var rows = new EventBatch();
        new Utf8EventParser(Spark with { GroupBy = GroupField.AdId }, keys).Parse(batch, rows);
        Assert.Equal(1, keys.Count);
    }

    [Fact]
    public void Invalid_utf8_is_refused_by_strict_and_flink_and_replaced_by_spark()
    {
        byte[] Record(params byte[] odd) => [.. "{\"ad_id\":\"a"u8, .. odd, .. "b\",\"event_time_ms\":1}"u8];
        string Read(ParseProfile p, byte[] record) => Assert.Single(ReadRow.All(p with { GroupBy = GroupField.AdId }, [record]));
        byte[][] odd = [[0xFF], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98]];
        Assert.All(odd, o => Assert.Equal("- - - key=-", Read(Strict, Record(o))));
        Assert.All(odd, o => Assert.Equal("- - - key=-", Read(Flink, Record(o))));
        Assert.All(odd, o => Assert.Equal("1 - - key=a\uFFFDb", Read(Spark, Record(o))));
        Assert.Equal("1 - - key=aéb", Read(Strict, Record(0xC3, 0xA9)));
    }

    [Fact]
    public void In_flink_a_character_cut_short_swallows_the_quote_after_it_and_only_its_field_is_lost()
        => Assert.Equal("1 - - key=-", Assert.Single(ReadRow.All(Flink with { GroupBy = GroupField.AdId },
            [[.. "{\"ad_id\":\"a"u8, 0xC3, .. "\",\"event_time_ms\":1}"u8]])));

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32BE", true)]
    [InlineData("utf-32BE", false)]
    public void Flink_alone_recognises_records_in_UTF_16_and_UTF_32(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] record = [.. mark ? encoding.Preamble : default, .. encoding.GetBytes("""{"event_type":"view","event_time_ms":1,"ad_id":"é😀"}""")];
        string Read(ParseProfile p) => Assert.Single(ReadRow.All(p with { GroupBy = GroupField.AdId }, [record]));
        Assert.Equal("1 view - key=é😀", Read(Flink));
        Assert.Equal("- - - key=-", Read(Spark));
        Assert.Equal("- - - key=-", Read(Strict));
    }

    [Theory]
    [InlineData("""["\ud83d\ude00",{"b":1,"a":2,"b":[]}]""", """["\uD83D\uDE00",{"b":1,"a":2,"b":[]}]""", """["😀",{"b":[],"a":2}]""")]
    [InlineData("""{"a":{"b":1},"a":-0}""", """{"a":{"b":1},"a":0}""", """{"a":0}""")]
    public void A_key_that_is_an_object_is_copied_by_Spark_and_read_as_a_tree_by_Flink(string token, string spark, string flink)
    {
        var record = $$"""{"ad_id":{{token}},"event_time_ms":1}""";
        Assert.Equal($"1 - - key={spark}", ReadRow.Only(Spark with { GroupBy = GroupField.AdId }, record));
        Assert.Equal($"1 - - key={flink}", ReadRow.Only(Flink with { GroupBy = GroupField.AdId }, record));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_replaced_one_by_one_sequence_as_in_Java_so_keys_that_differ_in_them_are_one()
    {
        byte[] Record(params byte[] odd) => [.. "{\"ad_id\":\"a"u8, .. odd, .. "b\",\"event_time_ms\":1}"u8];
        var rows = ReadRow.All(Spark with { GroupBy = GroupField.AdId }, [Record(0xFF), Record(0xED, 0xA0, 0x80), Record(0xE2, 0x82)]);
        Assert.Equal(["1 - - key=a\uFFFDb", "1 - - key=a\uFFFDb", "1 - - key=a\uFFFDb"], rows);
        // Flink checks the form only: the halves of a pair that were encoded each for itself are one character.
        Assert.Equal("1 - - key=a😀b", Assert.Single(
            ReadRow.All(Flink with { GroupBy = GroupField.AdId }, [Record(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80)])));
    }

    [Fact]
    public void Nesting_is_read_to_a_depth_of_1000_and_no_deeper()
    {
        string Nested(int depth) => $$"""{"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}},"event_time_ms":1}""";
        Assert.All([Strict, Spark, Flink], p => Assert.Equal("1 - -", ReadRow.Only(p, Nested(1000))));
        Assert.All([Strict, Spark, Flink], p => Assert.Equal(ReadRow.Nothing, ReadRow.Only(p, Nested(1001))));
        Assert.All([Strict, Spark, Flink], p => Assert.Equal(ReadRow.Nothing, ReadRow.Only(p, new string('[', 1_000_000))));
    }

    [Fact]
    public void Numbers_are_read_to_a_length_of_1000_digits_and_no_further()
    {
        string Long(int digits) => $$"""{"x":{{new string('9', digits)}},"event_time_ms":1}""";
        Assert.All([Strict, Spark, Flink], p => Assert.Equal("1 - -", ReadRow.Only(p, Long(1000))));
        Assert.All([Strict, Spark, Flink], p => Assert.Equal(ReadRow.Nothing, ReadRow.Only(p, Long(1001))));
    }

    [Fact]
    public void A_value_of_a_megabyte_is_read_known_or_not()
    {
        var big = new string('x', 1 << 20);
        Assert.All([Strict, Spark, Flink], p =>
        {
            Assert.Equal("1 - -", ReadRow.Only(p, $$"""{"x":"{{big}}","event_time_ms":1}"""));
            var byAd = p with { GroupBy = GroupField.AdId };
            Assert.Equal($"1 - - key={big}", ReadRow.Only(byAd, $$"""{"ad_id":"{{big}}","event_time_ms":1}"""));
            Assert.Equal("1 - -", ReadRow.Only(p, $$"""{"event_type":"\u0061{{big}}","event_time_ms":1}"""));
        });
    }

    [Theory]
    [InlineData(Leniency.Strict, GroupField.None)]
    [InlineData(Leniency.Strict, GroupField.AdId)]
    [InlineData(Leniency.Spark, GroupField.PageId)]
    [InlineData(Leniency.Flink, GroupField.AdType)]
    internal void Plain_events_allocate_nothing(Leniency leniency, GroupField groupBy)
    {
        using var batch = new RecordBatch(0);
        for (var i = 0; i < 1000; i++)
        {
            var id = i % 17;
            batch.Add("k"u8, Encoding.UTF8.GetBytes(
                $$"""{"producer_id":"p","user_id":"u{{i}}","page_id":"page-{{id}}","ad_id":"ad-{{id}}","ad_type":"é\u00e9{{id}}",""" +
                $$"""  "event_type":"view","event_time_ms":{{i}},"producer_timestamp_ns":1700000000000000000,"ip_address":"192.0.2.1"}"""));
        }
        var rows = new EventBatch(1000);
        var parser = new Utf8EventParser(new(leniency, GroupBy: groupBy), new KeyTable());
        for (var i = 0; i < 5; i++) parser.Parse(batch, rows);
        Assert.Equal(0, Allocation.LeastBytes(() =>
        {
            for (var i = 0; i < 25; i++) parser.Parse(batch, rows); // 25,000 events in each of four cases
        }));
        Assert.Equal(1000, rows.Count);
    }

    [Fact]
    public void Malformed_events_allocate_nothing_either()
    {
        using var batch = new RecordBatch(0);
        foreach (var (record, _, _, _, _) in OddPayloads.Table)
            batch.Add(default, Encoding.UTF8.GetBytes(record ?? ""), tombstone: record is null);
        var rows = new EventBatch(1000);
        foreach (var leniency in Enum.GetValues<Leniency>())
        {
            var parser = new Utf8EventParser(new(leniency), new KeyTable());
            for (var i = 0; i < 5; i++) parser.Parse(batch, rows);
            Assert.Equal(0, Allocation.LeastBytes(() =>
            {
                for (var i = 0; i < 20; i++) parser.Parse(batch, rows);
            }));
        }
    }

    [Fact]
    public void An_unknown_leniency_or_group_field_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Utf8EventParser(new((Leniency)9), new KeyTable()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Utf8EventParser(new(Leniency.Spark, GroupBy: (GroupField)9), new KeyTable()));
    }
}
