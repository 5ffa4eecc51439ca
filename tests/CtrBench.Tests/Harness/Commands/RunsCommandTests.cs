using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Commands;

public sealed class RunsCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    [Fact]
    public async Task Every_run_below_is_listed_with_its_verdict_and_damaged_ones_by_name()
    {
        TinyRun.Write(_temp.At("good"));
        TinyRun.Write(_temp.At("suite/bad"), lostResult: true);
        await new CliRig().RunAsync($"analyze {_temp.At("good")} {_temp.At("suite/bad")}");
        TinyRun.Write(_temp.At("suite/new"));
        TinyRun.Write(_temp.At("suite/failed"), complete: false);
        TinyRun.Write(_temp.At("torn"));
        File.WriteAllText(_temp.At("torn/manifest.json"), "{\"format\": 1,");
        TinyRun.Write(_temp.At("killed"));
        var manifest = RunFolder.Peek(_temp.At("killed")) with { State = RunState.Running, Name = "mine" };
        RunJsonFile.Write(_temp.At("killed/manifest.json"), manifest);

        var json = new CliRig();
        Assert.Equal(ExitCode.Good, await json.RunAsync($"runs {_temp.At("")} --json"));
        var runs = JsonDocument.Parse(json.Output).RootElement.GetProperty("runs").EnumerateArray().ToDictionary(
            run => Path.GetRelativePath(_temp.At(""), run.GetProperty("folder").GetString()!).Replace('\\', '/'));
        Assert.Equal(["good", "killed", "suite/bad", "suite/failed", "suite/new", "torn"], runs.Keys);
        string[] verdicts = [.. runs.Values.Select(run => run.GetProperty("verdict").GetString()!)];
        Assert.Equal(["valid", "unfinished", "INVALID: unaccounted", "failed", "not analyzed", "damaged"], verdicts);
        Assert.Equal("mine", runs["killed"].GetProperty("name").GetString());
        Assert.True(runs["good"].GetProperty("over_floor_mean_ms").GetDouble() > 0);
        Assert.False(runs["suite/bad"].TryGetProperty("over_floor_mean_ms", out _));

        var text = new CliRig();
        await text.RunAsync($"runs {_temp.At("")}");
        Assert.Contains($"damaged: {_temp.At("torn/manifest.json")}", text.Output);
        Assert.Contains($"failed: {_temp.At("suite/failed")}: interrupted", text.Output);
        Assert.EndsWith("6 runs, 1 valid\n", text.Output);
        // Where paths are too wide a folder of runs has a row of its own, and it stays a table.
        var narrow = new CliRig { Variables = { ["COLUMNS"] = "60" } };
        await narrow.RunAsync($"runs {_temp.At("")}");
        Assert.Matches(@"(?m)^  folder +verdict +T1 - floor +complete", narrow.Output);
        Assert.Matches(@"(?m)^  suite[/\\]", narrow.Output);
        Assert.Matches(@"(?m)^    bad +INVALID ", narrow.Output);
        Assert.Contains($"INVALID: unaccounted: {_temp.At("suite/bad")}", text.Output);
        Assert.False(File.Exists(_temp.At("suite/new/metrics.json")), "a list changes nothing");
    }

    [Fact]
    public async Task No_runs_and_no_folder_are_said()
    {
        Directory.CreateDirectory(_temp.At("empty"));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"runs {_temp.At("empty")}"));
        Assert.Equal($"no run below {_temp.At("empty")}\n", rig.Output);
        Assert.EndsWith("no such folder; name the one that holds your runs, or make a run: ctrbench simulate", await CliRig.RefusalOf("runs nowhere"));
    }

    public void Dispose() => _temp.Dispose();
}
