using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CtrBench.Windows.Events;

namespace CtrBench.IntegrationTests.Json;

/// <summary>
/// Odd and broken records, read by a twin and by the engine's own class for JSON, one by one (K10). CTRBENCH_JSON_RECORDS is how many
/// mutated records there are beside the unedited ones, CTRBENCH_JSON_SEED their seed.
/// </summary>
public sealed class JsonDifferentialTests(EngineJars jars, ITestOutputHelper output) : IClassFixture<EngineJars>
{
    private const int Shown = 20;

    [Fact]
    public Task Flinks_twin_reads_every_record_as_Flinks_JSON_format_does() => CompareAsync("flink", "Json/FlinkJson.java", Leniency.Flink);

    [Fact]
    public Task Sparks_twin_reads_every_record_as_Sparks_from_json_does() => CompareAsync("spark", "Json/SparkJson.java", Leniency.Spark);

    [Fact]
    public Task Flinks_twin_reads_every_record_of_a_mapping_as_Flinks_JSON_format_does() =>
        CompareAsync("flink", "Json/FlinkJson.java", Leniency.Flink, mapped: true);

    [Fact]
    public Task Sparks_twin_reads_every_record_of_a_mapping_as_Sparks_from_json_does() =>
        CompareAsync("spark", "Json/SparkJson.java", Leniency.Spark, mapped: true);

    private static int Setting(string name, int usual)
        => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;

    private static IEnumerable<byte[]> Records(bool mapped)
    {
        var odd = new OddRecords(Setting("CTRBENCH_JSON_SEED", 1), mapped);
        return odd.Plain().Concat(Enumerable.Range(0, Setting("CTRBENCH_JSON_RECORDS", 20_000)).Select(_ => odd.Next()));
    }

    private async Task CompareAsync(string engine, string program, Leniency leniency, bool mapped = false)
    {
        var (records, lines) = (Path.Combine(jars.Folder, engine + mapped + ".records"), Path.Combine(jars.Folder, engine + mapped + ".lines"));
        await WriteAsync(records, mapped);
        await jars.RunAsync(engine, program, null, mapped ? [records, lines, "mapped"] : [records, lines]);
        var twin = new TwinReading(leniency, mapped);
        var (differences, count) = (0, 0);
        foreach (var (record, read) in Records(mapped).Zip(File.ReadLines(lines)))
        {
            count++;
            var expected = twin.Of(record);
            if (expected == read || ++differences > Shown) continue;
            output.WriteLine($"{Convert.ToHexStringLower(record)}  {Encoding.Latin1.GetString(record)}\n  engine {read}\n  twin   {expected}");
        }
        output.WriteLine($"{count} records, {differences} differences");
        Assert.Equal(Records(mapped).Count(), count);
        Assert.Equal(0, differences);
    }

    private static async Task WriteAsync(string path, bool mapped)
    {
        var length = new byte[4];
        await using var file = File.Create(path);
        foreach (var record in Records(mapped))
        {
            BinaryPrimitives.WriteInt32BigEndian(length, record.Length);
            await file.WriteAsync(length);
            await file.WriteAsync(record);
        }
    }
}
