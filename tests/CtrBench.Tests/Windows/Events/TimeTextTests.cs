using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>Event times as text: what is read is exactly what the pattern in the engines' SQL accepts.</summary>
public sealed class TimeTextTests
{
    private static readonly Regex Pattern = new(IsoTime.Pattern, RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("2026-11-28T18:00:00Z", "1795888800000")]
    [InlineData("2026-11-28 18:00:00", "1795888800000")]
    [InlineData("2026-11-28T18:00:00.1", "1795888800100")]
    [InlineData("2026-11-28T18:00:00.123999999Z", "1795888800123")]
    [InlineData("2026-11-28T20:00:00+02:00", "1795888800000")]
    [InlineData("2026-11-28T12:30:00.5-05:30", "1795888800500")]
    [InlineData("2024-02-29T00:00:00Z", "1709164800000")]
    [InlineData("1970-01-01T00:00:00Z", "0")]
    [InlineData("9999-12-31T23:59:59.999Z", "253402300799999")]
    [InlineData("1969-12-31T23:59:59Z", "-")]
    [InlineData("2023-02-29T00:00:00Z", "-")]
    [InlineData("2100-02-29T00:00:00Z", "-")]
    [InlineData("2026-04-31T00:00:00Z", "-")]
    [InlineData("2026-11-28T24:00:00Z", "-")]
    [InlineData("2026-11-28T18:00:60Z", "-")]
    [InlineData("2026-11-28T18:00:00.1234567890Z", "-")]
    [InlineData("2026-11-28T18:00:00.Z", "-")]
    [InlineData("2026-11-28T18:00:00z", "-")]
    [InlineData("2026-11-28T18:00:00+18:00", "-")]
    [InlineData("2026-11-28T18:00:00+0200", "-")]
    [InlineData("2026-11-28T18:00Z", "-")]
    [InlineData("2026-11-28T18:00:00Z\\n", "-")]
    [InlineData("2026-11-28", "-")]
    public void Iso_times_are_read_in_one_form(string text, string ms)
    {
        foreach (var leniency in new[] { Leniency.Spark, Leniency.Flink, Leniency.Strict })
            Assert.Equal($"{ms} view -", ReadRow.Only(Profile(leniency, TimeForm.Iso8601), $"{{\"t\":\"{text}\"}}"));
    }

    [Fact]
    public void The_reader_accepts_what_the_pattern_accepts_and_reads_it_as_the_library_does() => Gen.Select(
        Gen.Int[0, 9999], Gen.Int[0, 13], Gen.Int[0, 32], Gen.OneOf("T", " ", "t"), Gen.Int[0, 24], Gen.Int[0, 60],
        Gen.OneOf("", ".5", ".123456789", ".0000000001", "."), Gen.OneOf("", "Z", "+01:30", "-17:59", "+18:00", "+1:00", "ZZ")).Sample(x =>
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{x.Item1:0000}-{x.Item2:00}-{x.Item3:00}{x.Item4}{x.Item5:00}:{x.Item6:00}:07{x.Item7}{x.Item8}");
        Assert.Equal(Pattern.IsMatch(text), IsoTime.TryRead(Encoding.UTF8.GetBytes(text), out var ms));
        if (!Pattern.IsMatch(text) || x.Item1 is 0 or 9999) return;
        var local = DateTime.Parse(text[..19], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        var fraction = x.Item7 switch { ".5" => 500, ".123456789" => 123, _ => 0 };
        var offset = x.Item8 switch { "+01:30" => 90, "-17:59" => -(17 * 60 + 59), _ => 0 };
        Assert.Equal((long)(local.AddMinutes(-offset) - DateTime.UnixEpoch).TotalMilliseconds + fraction, ms);
    }, iter: 20_000);

    [Theory]
    [InlineData("\"1700000000\"", "1700000000000")]
    [InlineData("1700000000", "1700000000000")]
    [InlineData("\"0017\"", "17000")]
    [InlineData("\" 17\"", "-")]
    [InlineData("\"+17\"", "-")]
    [InlineData("\"17.5\"", "-")]
    [InlineData("17.5", "-")]
    [InlineData("\"\"", "-")]
    [InlineData("\"99999999999999999999\"", "-")]
    [InlineData("{\"a\":1}", "-")]
    [InlineData("true", "-")]
    public void Digits_in_quotes_are_read_alike(string value, string ms)
    {
        foreach (var leniency in new[] { Leniency.Spark, Leniency.Flink })
            Assert.Equal($"{ms} view -", ReadRow.Only(Profile(leniency, TimeForm.TextS), $"{{\"t\":{value}}}"));
    }

    [Fact]
    public void Texts_of_one_layout_are_read_fast()
    {
        var parser = new SkeletonEventParser(Profile(Leniency.Spark, TimeForm.Iso8601), new KeyTable());
        byte[][] records = [.. Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes($"{{\"t\":\"2026-11-28T18:00:00.{i:000}Z\"}}"))];
        using var batch = new RecordBatch(0, 0, records.Sum(r => r.Length) + Skeleton.Tail, 100);
        foreach (var record in records) batch.Add(default, record);
        var rows = new EventBatch(100);
        parser.Parse(batch, rows);
        Assert.Equal((1L, 100), (parser.FullyParsed, rows.Count));
        Assert.Equal(1_795_888_800_099, rows.EventTimeMs[99]);
    }

    [Theory]
    [InlineData(TimeForm.Iso8601)]
    [InlineData(TimeForm.TextUs)]
    public void Written_times_are_read_back(TimeForm form)
    {
        var writer = new MappedEventJson(new EventSchema { EventTime = new TimeField("t", form) });
        var e = new AdEvent(new("p"), new("u"), new("g"), new("a"), new("b"), EventKind.View, 1_795_888_800_123, 5, 0);
        var buffer = new byte[writer.MaxLength(e)];
        var json = Encoding.UTF8.GetString(buffer, 0, writer.Write(e, buffer));
        Assert.Equal("1795888800123 view -", ReadRow.Only(Profile(Leniency.Flink, form), json));
    }

    private static ParseProfile Profile(Leniency leniency, TimeForm form) =>
        new(leniency, Schema: new EventSchema { EventTime = new TimeField("t", form) });
}
