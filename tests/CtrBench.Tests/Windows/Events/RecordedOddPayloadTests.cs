using System.Text.Json;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>Every odd payload of the recordings, against what the real engine made of it.</summary>
public sealed class RecordedOddPayloadTests
{
    [Fact]
    public void Spark_reads_each_odd_payload_as_recorded()
    {
        using var recording = Recording("spark-odd-json");
        var records = recording.RootElement.GetProperty("records");
        var batches = recording.RootElement.GetProperty("batches");
        Assert.Equal(records.GetArrayLength(), batches.GetArrayLength()); // one record a batch
        for (var i = 0; i < records.GetArrayLength(); i++)
        {
            var row = ReadRow.Only(new(Leniency.Spark, BoundEventTime: false), records[i].GetProperty("v").GetString());
            var time = batches[i].GetProperty("event_time").GetProperty("max").GetInt64();
            var took = batches[i].GetProperty("rows_updated").GetInt32() + batches[i].GetProperty("rows_dropped").GetInt32();
            Assert.Equal(took == 0 ? "-" : $"{time}", row.Split(' ')[0]);
        }
    }

    [Theory]
    [InlineData("flink-odd-payloads-onephase", true)]
    [InlineData("flink-1.20.5-odd-payloads-onephase", false)]
    public void Flink_reads_each_odd_payload_as_recorded(string name, bool arrayRows)
    {
        using var recording = Recording(name);
        var profile = new ParseProfile(Leniency.Flink, arrayRows, BoundEventTime: false);
        var records = recording.RootElement.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("v").GetString()).ToArray();
        var windows = new SortedDictionary<long, (int Views, int Clicks, long? Ns)>();
        foreach (var row in ReadRow.All(profile, records).Select(r => r.Split(' ')).Where(r => r[0] != "-"))
        {
            var start = long.Parse(row[0]) / 10_000 * 10_000;
            var (views, clicks, ns) = windows.GetValueOrDefault(start);
            long? seen = row[2] == "-" ? null : long.Parse(row[2]);
            (views, clicks) = (views + (row[1] == "view" ? 1 : 0), clicks + (row[1] == "click" ? 1 : 0));
            windows[start] = (views, clicks, ns > seen || seen is null ? ns : seen);
        }
        var emitted = recording.RootElement.GetProperty("steps").EnumerateArray().Append(recording.RootElement.GetProperty("end_of_input"))
            .SelectMany(s => s.GetProperty("emitted").EnumerateArray());
        Assert.Equal(
            emitted.Select(w => (w.GetProperty("window_start_ms").GetInt64(), w.GetProperty("views").GetInt32(),
                w.GetProperty("clicks").GetInt32(), (long?)w.GetProperty("max_producer_timestamp_ns").GetInt64())),
            windows.Select(w => (w.Key, w.Value.Views, w.Value.Clicks, w.Value.Ns)));
    }

    private static JsonDocument Recording(string name) => JsonDocument.Parse(RecordingArchive.Bytes(name));
}
