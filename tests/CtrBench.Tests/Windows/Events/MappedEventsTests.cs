using System.Text;
using CsCheck;
using CtrBench.Tests.Fuzz;
using CtrBench.Windows;
using CtrBench.Windows.Events;
using CtrBench.Windows.Testing;

namespace CtrBench.Tests.Windows.Events;

/// <summary>Records read and written by a mapping: paths, forms of times, event types and keys, in each engine's reading.</summary>
public sealed class MappedEventsTests
{
    private static readonly EventSchema Schema = new()
    {
        EventTime = new TimeField("meta.ts", TimeForm.EpochS),
        EventType = new TypeField("kind") { Views = ["1", "shown"], Clicks = ["2", "true"] },
        ProducerTimestamp = new TimeField("sent.at", TimeForm.EpochUs),
        Key = "meta.k",
    };

    private static readonly ParseProfile Spark = new(Leniency.Spark, GroupBy: GroupField.Key, Schema: Schema);
    private static readonly ParseProfile Flink = new(Leniency.Flink, GroupBy: GroupField.Key, Schema: Schema);

    [Theory]
    [InlineData("""{"meta":{"ts":1700000000,"k":"a"},"kind":"shown","sent":{"at":5}}""", "1700000000000 view 5000 key=a")]
    [InlineData("""{"sent":{"more":[1],"at":5},"x":{"meta":{"ts":9}},"kind":2,"meta":{"k":17,"ts":1700000000}}""", "1700000000000 click 5000 key=17")]
    [InlineData("""{"meta":{"ts":1700000000},"kind":true}""", "1700000000000 click - key=-")]
    [InlineData("""{"meta":{"ts":1700000000,"k":null},"kind":"view"}""", "1700000000000 - - key=-")]
    [InlineData("""{"ts":1700000000,"kind":"shown","k":"a"}""", "- view - key=-")]
    [InlineData("""{"meta":{"ts":-1},"kind":"shown"}""", "- view - key=-")]
    [InlineData("""{"meta":{"ts":253402300800},"kind":"shown"}""", "- view - key=-")]
    [InlineData("""{"meta":{"ts":1,"k":"old"},"meta":{"ts":2},"kind":"shown"}""", "2000 view - key=-")]
    [InlineData("""{"meta":null,"kind":"shown"}""", "- view - key=-")]
    [InlineData("""{"m\u0065ta":{"ts":7,"k":"\u0061"},"kind":"sh\u006fwn"}""", "7000 view - key=a")]
    [InlineData("""{"meta":{"ts":7},"kind":"shown","sent":{"at":9223372036854776}}""", "7000 view - key=-")]
    public void Both_engines_read_alike(string record, string row)
    {
        Assert.Equal(row, ReadRow.Only(Spark, record));
        Assert.Equal(row, ReadRow.Only(Flink, record));
    }

    [Theory]
    [InlineData("""{"meta":{"ts":"7","k":1.50},"kind":1}""", "- view - key=-", "7000 view - key=1.50")]
    [InlineData("""{"meta":{"ts":7,"k":1.50},"kind":1}""", "7000 view - key=1.5", "7000 view - key=1.50")]
    [InlineData("""{"meta":{"ts":7},"meta":"x","kind":1}""", "7000 view - key=-", "- view - key=-")]
    [InlineData("""{"kind":1,"meta":[{"ts":7}]}""", "- view - key=-", "- - - key=-")]
    [InlineData("""{"meta":{"ts":7.9},"kind":1}""", "- view - key=-", "7000 view - key=-")]
    public void Where_they_differ_each_twin_reads_as_its_engine(string record, string spark, string flink)
    {
        Assert.Equal(spark, ReadRow.Only(Spark, record));
        Assert.StartsWith(flink, ReadRow.Only(Flink, record));
    }

    [Theory]
    [InlineData(TimeForm.EpochS, 253_402_300_799, "253402300799000")]
    [InlineData(TimeForm.EpochMs, 1_700_000_000_123, "1700000000123")]
    [InlineData(TimeForm.EpochUs, 1_700_000_000_123_999, "1700000000123")]
    [InlineData(TimeForm.EpochUs, 253_402_300_799_999_999, "253402300799999")]
    [InlineData(TimeForm.EpochUs, 253_402_300_800_000_000, "-")]
    [InlineData(TimeForm.EpochNs, 1_700_000_000_123_999_999, "1700000000123")]
    [InlineData(TimeForm.EpochNs, long.MaxValue, "9223372036854")]
    public void Times_are_whole_ms_of_their_form(TimeForm form, long number, string ms)
    {
        var profile = new ParseProfile(Leniency.Spark, Schema: new EventSchema { EventTime = new TimeField("t", form) });
        Assert.Equal($"{ms} view -", ReadRow.Only(profile, $"{{\"t\":{number}}}"));
        Assert.Equal($"{ms} view -", ReadRow.Only(profile with { Leniency = Leniency.Flink }, $"{{\"t\":{number}}}"));
    }

    [Fact]
    public void A_name_may_have_dots_quotes_and_backslashes()
    {
        var schema = new EventSchema { EventTime = new TimeField("a\\.b.it's `\"\\\\", TimeForm.EpochMs), Key = "a\\.b.c" };
        var profile = new ParseProfile(Leniency.Flink, GroupBy: GroupField.Key, Schema: schema);
        Assert.Equal("5 view - key=x", ReadRow.Only(profile, """{"a.b":{"it's `\"\\":5,"c":"x"}}"""));
    }

    [Fact]
    public void The_nine_fields_as_a_mapping_give_the_rows_of_the_nine_fields()
    {
        var nine = new EventSchema
        {
            EventTime = new TimeField("event_time_ms"),
            EventType = new TypeField("event_type"),
            ProducerTimestamp = new TimeField("producer_timestamp_ns", TimeForm.EpochNs),
            Key = "ad_id",
        };
        EventSamples.Any.Sample(e =>
        {
            var json = "{" + string.Join(",", EventSamples.Fields(e)) + "}";
            foreach (var leniency in new[] { Leniency.Spark, Leniency.Flink })
                Assert.Equal(
                    ReadRow.Only(new(leniency, GroupBy: GroupField.AdId), json), ReadRow.Only(new(leniency, GroupBy: GroupField.Key, Schema: nine), json));
        }, iter: 1_000);
    }

    [Fact]
    public void Any_bytes_give_the_rows_of_the_full_parser() =>
        Gen.Select(Gen.OneOf(Spark, Flink), Record.Array[0, 60]).Sample(x => AssertSame(x.Item1, x.Item2), iter: Mutated.Count(30_000) / 30);

    [Fact]
    public void Records_of_one_layout_are_parsed_fully_once_and_allocate_nothing()
    {
        var parser = new SkeletonEventParser(Flink, new KeyTable());
        using var batch = Batch([.. Enumerable.Range(0, 1_000).Select(i => Encoding.UTF8.GetBytes(
            $"{{\"meta\":{{\"a_name_too_long_for_one_piece_of_a_layout\":{i}.5,\"ts\":{1_700_000_000 + i},\"k\":{i % 7}}},\"kind\":{1 + i % 2},\"sent\":{{\"at\":{i}}}}}"))]);
        var rows = new EventBatch(1_000);
        parser.Parse(batch, rows);
        Assert.Equal((1L, 1_000), (parser.FullyParsed, rows.Count));
        Assert.Equal(0, Allocation.LeastBytes(() =>
        {
            for (var i = 0; i < 10; i++) parser.Parse(batch, rows);
        }));
    }

    [Fact]
    public void Written_events_are_read_back()
    {
        var writer = new MappedEventJson(Schema);
        EventSamples.Any.Where(e => e.EventTimeMs is >= 0 and <= ParseProfile.MaxEventTimeMs).Sample(e =>
        {
            var buffer = new byte[writer.MaxLength(e)];
            var json = Encoding.UTF8.GetString(buffer, 0, writer.Write(e, buffer));
            var kind = e.Kind switch { EventKind.View => "view", EventKind.Click => "click", _ => "-" };
            var expected = $"{MappedEventJson.AsWritten(Schema, e.EventTimeMs)} {kind} {e.ProducerTimestampNs / 1_000 * 1_000} key={e.AdId}";
            Assert.Equal(expected, ReadRow.Only(Spark, json));
            Assert.Equal(expected, ReadRow.Only(Flink, json));
        }, iter: 1_000);
    }

    [Fact]
    public void Twins_take_a_mapping_and_count_rows_where_it_has_no_type()
    {
        var query = new CtrQuery { Schema = Schema with { EventType = null, ProducerTimestamp = null }, GroupBy = GroupField.Key };
        var flink = FlinkTwin.Start(query with { Continuous = new() { EmitStrategy = EmitStrategy.OnEvent } });
        flink.Send(TestRecord.Json("""{"meta":{"ts":1,"k":7}}"""), TestRecord.Json("""{"meta":{"ts":2,"k":"7"}}"""));
        var results = flink.Send(TestRecord.Json("""{"meta":{"ts":30}}"""));
        Assert.Equal((0L, 2L, 0L, "7", (long?)null), Assert.Single(results.Select(r => (r.WindowStartMs, r.Views, r.Clicks, r.Key, r.MaxProducerTimestampNs))));
        var spark = SparkTwin.Start(query);
        spark.Batch(TestRecord.Json("""{"meta":{"ts":1,"k":7}}"""), TestRecord.Json("""{"meta":{"ts":2,"k":"7"}}"""), TestRecord.Json("""{"meta":{"ts":30}}"""));
        spark.ProcessAllAvailable();
        Assert.Equal((0L, 2L, "7"), Assert.Single(spark.Results.Select(r => (r.WindowStartMs, r.Views, r.Key))));
    }

    [Theory]
    [InlineData("", "event_time", "the path '' of event_time has an empty name")]
    [InlineData("a..b", "event_time", "the path 'a..b' of event_time has an empty name")]
    [InlineData("a\\b", "event_time", "a backslash stands before a dot or another backslash alone")]
    [InlineData("kind", "event_time", "event_time and event_type have the same path 'kind': each needs a field of its own")]
    [InlineData("kind.x", "event_time", "the path 'kind' of event_type is an object of which event_time is a part ('kind.x')")]
    [InlineData("a\u0001", "event_time", "contains a control character")]
    public void A_mapping_that_cannot_be_read_is_refused_in_its_words(string path, string field, string words)
    {
        var query = new CtrQuery { Schema = Schema with { EventTime = new TimeField(path) } };
        var refusal = Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(query));
        Assert.Equal(QueryFields.Schema, refusal.Field);
        Assert.Contains(field, refusal.Message);
        Assert.Contains(words, refusal.Message);
    }

    [Fact]
    public void A_value_counts_once()
    {
        Assert.Contains("'x' of event_type is listed twice", EventSchemaCheck.Fault(Schema with { EventType = new TypeField("k") { Views = ["x"], Clicks = ["x"] } }));
        Assert.Contains("no value that counts as a view", EventSchemaCheck.Fault(Schema with { EventType = new TypeField("k") { Views = [] } }));
        Assert.Equal(QueryFields.GroupBy, Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(new() { GroupBy = GroupField.Key })).Field);
        Assert.Equal(QueryFields.GroupBy, Assert.Throws<QueryRefusedException>(() => FlinkTwin.Start(new() { Schema = Schema, GroupBy = GroupField.AdId })).Field);
    }

    private static readonly Gen<byte[]> Record =
        from time in Gen.OneOf(Gen.Long[1_700_000_000, 1_800_000_000].Select(n => $"{n}"), Gen.OneOf("\"7\"", "7.5", "null", "[1]", "{}", "0", "007", "-1"))
        from key in Gen.OneOf(Gen.Int[0, 9].Select(n => $"{n}"), Gen.OneOf("\"key\"", "1.50", "null", "true", "{\"a\":1}", "-0"))
        from kind in Gen.OneOf("1", "2", "true", "\"shown\"", "\"2\"", "null", "3", "1.0")
        from extra in Gen.Frequency((6, Gen.Const("")), (1, Gen.OneOf(",\"x\":1.25", ",\"x\":{\"y\":[1]}", ",\"meta\":{\"ts\":3}", ",\"x\":{\"ts\":1}", ",\"x\":-1", ",\"x\":1e5")))
        from edit in Gen.Select(Gen.Double.Unit, Gen.Int[0, 9], Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:\\'0-.e1\n\tn"u8.ToArray())))
        select Edited(Encoding.UTF8.GetBytes($"{{\"meta\":{{\"ts\":{time},\"k\":{key}}},\"kind\":{kind},\"sent\":{{\"at\":{time}}}{extra}}}"), edit);

    private static byte[] Edited(byte[] json, (double At, int How, byte With) edit)
    {
        var at = (int)(edit.At * json.Length);
        return edit.How switch
        {
            0 => [.. json[..at], edit.With, .. json[at..]],
            1 => [.. json[..at], .. json[(at + 1)..]],
            2 => json[..at],
            _ => json,
        };
    }

    private static void AssertSame(ParseProfile profile, byte[][] records)
    {
        var (fullKeys, fastKeys) = (new KeyTable(), new KeyTable());
        var (full, fast) = (new EventBatch(), new EventBatch());
        using var batch = Batch(records);
        new Utf8EventParser(profile, fullKeys).Parse(batch, full);
        new SkeletonEventParser(profile, fastKeys).Parse(batch, fast);
        Assert.Equal(full.Count, fast.Count);
        for (var i = 0; i < full.Count; i++)
            Assert.Equal(
                (i, full.EventTimeMs[i], full.ProducerTimestampNs[i], full.Flags[i], fullKeys.Text(full.KeyIds[i])),
                (i, fast.EventTimeMs[i], fast.ProducerTimestampNs[i], fast.Flags[i], fastKeys.Text(fast.KeyIds[i])));
    }

    private static RecordBatch Batch(byte[][] records)
    {
        var batch = new RecordBatch(1, 7, records.Sum(json => json.Length) + Skeleton.Tail, Math.Max(1, records.Length));
        foreach (var json in records) batch.Add(default, json);
        return batch;
    }
}
