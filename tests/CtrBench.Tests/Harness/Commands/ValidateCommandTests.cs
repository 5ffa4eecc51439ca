using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Cli;

namespace CtrBench.Tests.Harness.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-validate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_difference_is_a_line_and_the_last_line_counts()
    {
        var (same, other, broken) = (Write("a.json", Recording("same")), Write("b.json", Recording("other", rowsTotal: 7)), Write("c.json", "{}"));
        Write("notes.txt", "no recording");
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"validate --transcript {_folder} {same}"));
        var lines = rig.Output.TrimEnd().Split('\n');
        Assert.Equal($"{other}: other, batch 0, rows_total: expected 7, got 1", lines[0]);
        Assert.StartsWith($"{broken}: unreadable: not a recording: ", lines[1]);
        Assert.Equal("2 equal, 1 different, 1 unreadable", lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task As_json_the_same_is_one_object()
    {
        Write("a.json", Recording("same"));
        Write("b.json", Recording("other", rowsTotal: 7));
        Write("c.json", "{}");
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"validate --json --transcript {_folder}"));
        var answer = JsonDocument.Parse(rig.Output).RootElement;
        Assert.Equal(1, answer.GetProperty("different").GetInt32());
        var files = answer.GetProperty("files");
        Assert.Equal(["equal", "different", "unreadable"], files.EnumerateArray().Select(f => f.GetProperty("verdict").GetString()));
        var difference = files[1].GetProperty("differences")[0];
        Assert.Equal(["batch 0", "rows_total", "7", "1"], difference.EnumerateObject().Select(p => p.Value.GetString()));
        Assert.Equal("spark 4.1.1", files[1].GetProperty("engine").GetString());
        Assert.NotNull(files[2].GetProperty("error").GetString());
    }

    [Fact]
    public async Task Equal_recordings_are_good()
    {
        var file = Write("a.json", Recording("same"));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"validate --transcript {file}"));
        Assert.Equal("1 equal, 0 different, 0 unreadable\n", rig.Output);
    }

    [Fact]
    public async Task A_place_without_recordings_is_a_misuse() =>
        Assert.Equal($"--transcript {_folder}: contains no recordings (*.json)", await CliRig.RefusalOf($"validate --transcript {_folder}"));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A recording of one Spark batch that takes one view: one window is put into state.</summary>
    private static string Recording(string name, int rowsTotal = 1) => new JsonObject
    {
        ["format"] = 1,
        ["name"] = name,
        ["engine"] = new JsonObject { ["name"] = "spark", ["version"] = "4.1.1" },
        ["query"] = new JsonObject { ["window_ms"] = 10_000, ["watermark_delay_ms"] = 20_000, ["partitions"] = 1 },
        ["records"] = new JsonArray(new JsonObject { ["p"] = 0, ["v"] = """{"event_type":"view","event_time_ms":1000,"producer_timestamp_ns":5}""" }),
        ["batches"] = new JsonArray(new JsonObject
        {
            ["id"] = 0,
            ["end"] = new JsonArray(1),
            ["input_rows"] = 1,
            ["watermark_ms"] = 0,
            ["event_time"] = new JsonObject { ["min"] = 1_000, ["max"] = 1_000, ["avg"] = 1_000 },
            ["emitted"] = new JsonArray(),
            ["rows_dropped"] = 0,
            ["rows_total"] = rowsTotal,
            ["rows_updated"] = 1,
            ["rows_removed"] = 0,
        }),
    }.ToJsonString();
}
