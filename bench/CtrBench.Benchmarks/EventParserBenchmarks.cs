using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CtrBench.Windows.Events;

namespace CtrBench.Benchmarks;

/// <summary>Event JSON both ways, per event: the writer, the parser in each leniency, and a loop on the library's reader.</summary>
[MemoryDiagnoser]
public class EventParserBenchmarks
{
    private const int Events = 1024;

    private readonly RecordBatch _records = new(0);
    private readonly AdEvent[] _events = new AdEvent[Events];
    private readonly EventBatch _rows = new(Events);
    private readonly byte[] _buffer = new byte[1024];
    private readonly Utf8EventParser _strict = new(new(Leniency.Strict), new KeyTable());
    private readonly Utf8EventParser _spark = new(new(Leniency.Spark), new KeyTable());
    private readonly Utf8EventParser _flink = new(new(Leniency.Flink), new KeyTable());
    private readonly Utf8EventParser _byAd = new(new(Leniency.Spark, GroupBy: GroupField.AdId), new KeyTable());
    private readonly SkeletonEventParser _layout = new(new(Leniency.Flink), new KeyTable());
    private readonly SkeletonEventParser _layoutByAd = new(new(Leniency.Spark, GroupBy: GroupField.AdId), new KeyTable());

    // The same nine fields by a mapping, and the records of another schema.
    private static readonly EventSchema Nine = new()
    {
        EventTime = new TimeField("event_time_ms"),
        EventType = new TypeField("event_type"),
        ProducerTimestamp = new TimeField("producer_timestamp_ns", TimeForm.EpochNs),
        Key = "ad_id",
    };

    private static readonly EventSchema Nested = new()
    {
        EventTime = new TimeField("ctx.ts", TimeForm.EpochUs),
        EventType = new TypeField("action.name") { Views = ["imp"], Clicks = ["clk"] },
        Key = "campaign.id",
    };

    private readonly RecordBatch _nested = new(0);
    private readonly SkeletonEventParser _mappedNine = new(new(Leniency.Spark, GroupBy: GroupField.Key, Schema: Nine), new KeyTable());
    private readonly SkeletonEventParser _mappedNested = new(new(Leniency.Spark, GroupBy: GroupField.Key, Schema: Nested), new KeyTable());

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Events; i++)
        {
            var e = new AdEvent(
                new($"producer-{i % 4}"), new($"user-{i * 7919 % 100_000}"), new($"page-{i % 997}"), new($"ad-{i % 101}"), new("banner"),
                i % 10 == 0 ? EventKind.Click : EventKind.View, 1_700_000_000_000 + i, 1_700_000_000_000_000_000 + i,
                0xC0000200u + (uint)(i & 255));
            _events[i] = e;
            _records.Add(e.AdId.Utf8, _buffer.AsSpan(0, AdEventJson.Write(e, _buffer)));
            _nested.Add(e.AdId.Utf8, System.Text.Encoding.UTF8.GetBytes(
                $"{{\"v\":3,\"ctx\":{{\"session\":\"s{i}\",\"ts\":{1_700_000_000_000_000 + i},\"geo\":{{\"lat\":51.5,\"lon\":-0.25}}}},"
                + $"\"action\":{{\"name\":\"{(i % 10 == 0 ? "clk" : "imp")}\",\"price\":0.5}},\"campaign\":{{\"id\":{i % 101}}},\"ok\":true}}"));
        }
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int Write()
    {
        var bytes = 0;
        foreach (ref readonly var e in _events.AsSpan()) bytes += AdEventJson.Write(e, _buffer);
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Events, Baseline = true)]
    public long LibraryReader()
    {
        long sum = 0;
        for (var i = 0; i < _records.Count; i++)
        {
            var reader = new Utf8JsonReader(_records.Value(i));
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var isTime = reader.ValueTextEquals("event_time_ms"u8);
                var isStamp = !isTime && reader.ValueTextEquals("producer_timestamp_ns"u8);
                var isType = !isTime && !isStamp && reader.ValueTextEquals("event_type"u8);
                reader.Read();
                if (isTime || isStamp) sum += reader.GetInt64();
                else if (isType) sum += reader.ValueTextEquals("click"u8) ? 1 : 0;
            }
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public void Strict() => _strict.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void Spark() => _spark.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void Flink() => _flink.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void SparkGroupedByAd() => _byAd.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void Layout() => _layout.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void LayoutGroupedByAd() => _layoutByAd.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void LayoutMapped() => _mappedNine.Parse(_records, _rows);

    [Benchmark(OperationsPerInvoke = Events)]
    public void LayoutMappedNested() => _mappedNested.Parse(_nested, _rows);
}
