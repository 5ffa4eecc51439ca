using System.Text;
using CsCheck;
using CtrBench.Tests.Fuzz;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>The fast parser against the full one: the same columns for any bytes, whatever it has learned before.</summary>
public sealed class SkeletonEventParserTests
{
    private static readonly ParseProfile[] Profiles =
    [
        new(Leniency.Strict, GroupBy: GroupField.AdId),
        new(Leniency.Strict, BoundEventTime: false),
        new(Leniency.Spark, GroupBy: GroupField.ProducerId),
        new(Leniency.Spark, BoundEventTime: false, GroupBy: GroupField.AdType),
        new(Leniency.Flink, GroupBy: GroupField.PageId),
        new(Leniency.Flink, ArrayRows: false, BoundEventTime: false, GroupBy: GroupField.AdId),
    ];

    private static readonly Gen<string> PlainText = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.String[Gen.Char[' ', '~'].Where(c => c is not ('"' or '\\')), 30, 70]);

    private static readonly Gen<AdEvent> Plain =
        from texts in Gen.Select(PlainText, PlainText, PlainText, PlainText, PlainText)
        from kind in Gen.OneOf(EventKind.View, EventKind.Click, EventKind.Other)
        from time in Gen.OneOf(Gen.Long[1_000_000_000_000, 2_000_000_000_000], Gen.Long[0, long.MaxValue], Gen.Long[0, 20])
        from stamp in Gen.OneOf(Gen.Long[0, long.MaxValue], Gen.OneOf(0L, 9, 10, 99_999_999, 100_000_000, 9_999_999_999_999_999, long.MaxValue))
        from address in Gen.UInt
        select new AdEvent(new(texts.Item1), new(texts.Item2), new(texts.Item3), new(texts.Item4), new(texts.Item5), kind, time, stamp, address);

    private static readonly Gen<string> Extra = Gen.OneOf(
        "\"x\":1", "\"x\":\"y\"", "\"x\":-1", "\"x\":[1]", "\"ad_id\":\"again\"", "\"event_time_ms\":17", "\"event_time_ms\":null", "\"event_type\":\"click\"",
        "\"\\u0061d_id\":\"z\"", "\"x\":18446744073709551616", "\"x\":0123", "\"producer_timestamp_ns\":9223372036854775808", "\"a_name_too_long_for_one_piece\":1");

    /// <summary>Mostly one layout, so that there is something to learn, and everything that may go wrong with it.</summary>
    private static readonly Gen<byte[]> Record =
        from e in Gen.Frequency((5, Plain), (1, EventSamples.Any))
        from blank in Gen.Frequency((6, Gen.Const("")), (1, Gen.Const(" ")), (1, Gen.Const("\n\t ")))
        from order in Gen.Frequency((8, Gen.Const(EventSamples.Fields(e))), (1, Gen.Shuffle(EventSamples.Fields(e))))
        from extra in Gen.Frequency((8, Gen.Const((string?)null)), (1, Extra.Select(text => (string?)text)))
        from place in Gen.Int[0, 9]
        from frame in Gen.Frequency((12, Gen.Const(("", ""))), (1, Gen.OneOf(("[", "]"), ("", "x"), ("", "{}"), (" ", ""), ("\uFEFF", ""), ("", "\n"))))
        from edits in Gen.Select(Gen.Double.Unit, Gen.Int[0, 3], Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:\\'0-.e1\n\tn\u007f"u8.ToArray()))).Array[0, 2]
        select edits.Aggregate(Encoding.UTF8.GetBytes(
            frame.Item1 + "{" + string.Join(blank + "," + blank, With(order, extra, place)).Replace("\":", "\":" + blank, StringComparison.Ordinal) + "}" + frame.Item2), Edit);

    [Fact]
    public void Any_bytes_give_the_rows_of_the_full_parser() =>
        Gen.Select(Gen.Int[0, Profiles.Length - 1], Record.Array[0, 200]).Sample(
            // 100 records each on average: CTRBENCH_FUZZ=1000000 compares a million.
            x => AssertSame(Profiles[x.Item1], x.Item2), iter: Mutated.Count(120_000) / 100);

    [Fact]
    public void A_record_cut_anywhere_gives_the_rows_of_the_full_parser() =>
        Plain.Sample(e =>
        {
            var json = Encoding.UTF8.GetBytes("{" + string.Join(",", EventSamples.Fields(e)) + "}");
            // Behind each cut lies the rest of the same event, which must not be taken for the record's own.
            byte[][] records = [json, .. Enumerable.Range(0, json.Length).Select(length => json[..length]), json];
            foreach (var profile in Profiles) AssertSame(profile, records);
        }, iter: 20);

    [Theory]
    [InlineData("0", true)]
    [InlineData("00", false)]
    [InlineData("7", true)]
    [InlineData("12345678", true)]
    [InlineData("123456789", true)]
    [InlineData("1700000000123456789", true)]
    [InlineData("9223372036854775807", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("99999999999999999999", false)]
    [InlineData("-1", false)]
    [InlineData("1.0", false)]
    [InlineData("1e3", false)]
    public void Integers_are_read_fast_where_they_are_plain(string number, bool fast)
    {
        var parser = new SkeletonEventParser(new(Leniency.Flink, BoundEventTime: false), new KeyTable());
        string[] records = ["{\"event_time_ms\":5,\"event_type\":\"view\"}", $"{{\"event_time_ms\":{number},\"event_type\":\"view\"}}"];
        AssertSame(new(Leniency.Flink, BoundEventTime: false), [.. records.Select(Encoding.UTF8.GetBytes)], parser);
        Assert.Equal(fast ? 1 : 2, parser.FullyParsed);
    }

    [Fact]
    public void Records_of_one_layout_are_parsed_fully_once()
    {
        var parser = new SkeletonEventParser(new(Leniency.Strict, GroupBy: GroupField.AdId), new KeyTable());
        AssertSame(new(Leniency.Strict, GroupBy: GroupField.AdId), [.. Events(1_000)], parser);
        Assert.Equal(1, parser.FullyParsed);
    }

    [Fact]
    public void Two_layouts_in_turn_are_both_read_fast()
    {
        var profile = new ParseProfile(Leniency.Spark, GroupBy: GroupField.AdId);
        var parser = new SkeletonEventParser(profile, new KeyTable());
        byte[][] records = [.. Events(1_000).Select((json, i) => i % 2 == 0 ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace(",", ", ", StringComparison.Ordinal)))];
        AssertSame(profile, records, parser);
        Assert.Equal(2, parser.FullyParsed);
    }

    [Fact]
    public void Odd_records_between_do_not_unlearn_the_layout()
    {
        var profile = new ParseProfile(Leniency.Flink);
        var parser = new SkeletonEventParser(profile, new KeyTable());
        byte[][] records = [.. Events(10_000).Select((json, i) => i % 10 == 3 ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("user-", "us\u00e9r-", StringComparison.Ordinal)) : json)];
        AssertSame(profile, records, parser);
        Assert.InRange(parser.FullyParsed, 1_000, 1_010);
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        var parser = new SkeletonEventParser(new(Leniency.Flink, GroupBy: GroupField.AdId), new KeyTable());
        var rows = new EventBatch(1_000);
        using var batch = Batch([.. Events(1_000)]);
        parser.Parse(batch, rows);
        Assert.Equal(0, Allocation.LeastBytes(() =>
        {
            for (var i = 0; i < 10; i++) parser.Parse(batch, rows);
        }));
    }

    private static void AssertSame(ParseProfile profile, byte[][] records, SkeletonEventParser? parser = null)
    {
        var (fullKeys, fastKeys) = (new KeyTable(), new KeyTable());
        var (full, fast) = (new EventBatch(), new EventBatch());
        using var batch = Batch(records);
        new Utf8EventParser(profile, fullKeys).Parse(batch, full);
        (parser ?? new SkeletonEventParser(profile, fastKeys)).Parse(batch, fast);
        Assert.Equal((full.Count, full.RecordCount, full.FirstOffset, full.Partition), (fast.Count, fast.RecordCount, fast.FirstOffset, fast.Partition));
        for (var i = 0; i < full.Count; i++)
            Assert.Equal(
                (i, full.EventTimeMs[i], full.ProducerTimestampNs[i], full.Flags[i], full.KeyIds[i]),
                (i, fast.EventTimeMs[i], fast.ProducerTimestampNs[i], fast.Flags[i], fast.KeyIds[i]));
        if (parser is null) Assert.Equal(Texts(fullKeys), Texts(fastKeys));
    }

    private static IEnumerable<string?> Texts(KeyTable keys) => Enumerable.Range(0, keys.Count).Select(keys.Text);

    private static RecordBatch Batch(byte[][] records)
    {
        var batch = new RecordBatch(1, 7, records.Sum(json => json.Length) + Skeleton.Tail, Math.Max(1, records.Length));
        foreach (var json in records) batch.Add(default, json);
        return batch;
    }

    private static IEnumerable<byte[]> Events(int count)
    {
        var buffer = new byte[1_024];
        for (var i = 0; i < count; i++)
        {
            var e = new AdEvent(
                new($"producer-{i % 4}"), new($"user-{i}"), new($"page-{i % 97}"), new($"ad-{i % 11}"), new("banner"),
                i % 10 == 0 ? EventKind.Click : EventKind.View, 1_700_000_000_000 + i, 1_700_000_000_000_000_000 + i, 0xC0000200u + (uint)(i & 255));
            yield return buffer[..AdEventJson.Write(e, buffer)];
        }
    }

    private static IEnumerable<string> With(string[] fields, string? extra, int place) =>
        extra is null ? fields : fields[..place].Append(extra).Concat(fields[place..]);

    private static byte[] Edit(byte[] json, (double At, int How, byte With) edit)
    {
        var at = (int)(edit.At * json.Length);
        return edit.How switch
        {
            0 => [.. json[..at], edit.With, .. json[at..]],
            1 when at < json.Length => [.. json[..at], .. json[(at + 1)..]],
            2 when at < json.Length => [.. json[..at], edit.With, .. json[(at + 1)..]],
            3 when edit.With < 32 => json[..at],
            _ => json,
        };
    }
}
