using System.Text.Json;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Cli;

namespace CtrBench.Tests.Harness.Commands;

public sealed class ValidateCommandTests
{
    private static readonly ReplayOutcome Same = new("a.json", ReplayVerdict.Equal, [], "same", "spark 4.1.1");

    private static readonly ReplayOutcome Other = new("b.json", ReplayVerdict.Different,
        [new Difference("batch 3", "rows_dropped", "2", "1"), new Difference("batch 4", "watermark_ms", "25000", "24000")], "late-rows", "spark 4.1.1");

    private static readonly ReplayOutcome Broken = new("c.json", ReplayVerdict.Unreadable, [], Error: "line 7: no such engine 'storm'");

    private static readonly string Folder = AppContext.BaseDirectory.TrimEnd('/');

    [Fact]
    public async Task Every_difference_is_a_line_and_the_last_line_counts()
    {
        var rig = new CliRig { Replayed = [Same, Other, Broken] };
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"validate --transcript {Folder} {Folder}"));
        Assert.Equal(
            """
            b.json: late-rows, batch 3, rows_dropped: expected 2, got 1
            b.json: late-rows, batch 4, watermark_ms: expected 25000, got 24000
            c.json: unreadable: line 7: no such engine 'storm'
            1 equal, 1 different, 1 unreadable

            """.ReplaceLineEndings("\n"), rig.Output);
    }

    [Fact]
    public async Task As_json_the_same_is_one_object()
    {
        var rig = new CliRig { Replayed = [Same, Other, Broken] };
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"validate --json --transcript {Folder}"));
        var answer = JsonDocument.Parse(rig.Output).RootElement;
        Assert.Equal(1, answer.GetProperty("different").GetInt32());
        var files = answer.GetProperty("files");
        Assert.Equal(["equal", "different", "unreadable"], files.EnumerateArray().Select(f => f.GetProperty("verdict").GetString()));
        Assert.Equal("rows_dropped", files[1].GetProperty("differences")[0].GetProperty("field").GetString());
        Assert.Equal("line 7: no such engine 'storm'", files[2].GetProperty("error").GetString());
    }

    [Fact]
    public async Task Equal_recordings_are_good()
    {
        var rig = new CliRig { Replayed = [Same, Same] };
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"validate --transcript {Folder}"));
        Assert.Equal("2 equal, 0 different, 0 unreadable\n", rig.Output);
    }

    [Fact]
    public async Task A_place_without_recordings_is_a_misuse()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Misuse, await rig.RunAsync($"validate --transcript {Folder}"));
        Assert.Contains("holds no recordings (*.json)", rig.Error);
    }
}
