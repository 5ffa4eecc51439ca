using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Commands;

public sealed class AnalyzeCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_good_run_gets_its_metrics_and_a_summary()
    {
        var folder = TinyRun.Write(_temp.At("run"));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"analyze {folder}"));
        Assert.True(File.Exists(Path.Combine(folder, "metrics.json")));
        Approved.Check("Harness/Commands/Approved/analyze-good.txt", rig.Output.Replace(folder, "FOLDER"));
    }

    [Fact]
    public async Task A_run_that_lost_a_result_makes_the_answer_no()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"analyze {TinyRun.Write(_temp.At("run"), lostResult: true)}"));
        Assert.Contains(": INVALID", rig.Output);
        Assert.Contains("100 unaccounted", rig.Output);
        Assert.DoesNotContain("T1 - floor", rig.Output);
    }

    [Fact]
    public async Task As_json_the_runs_of_a_folder_of_runs_are_one_object()
    {
        TinyRun.Write(_temp.At("suite/b"));
        TinyRun.Write(_temp.At("suite/a"), lostResult: true);
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"analyze --json {_temp.At("suite")}"));
        var answer = JsonDocument.Parse(rig.Output).RootElement;
        Assert.False(answer.GetProperty("valid").GetBoolean());
        var runs = answer.GetProperty("runs");
        Assert.Equal([_temp.At("suite/a"), _temp.At("suite/b")], runs.EnumerateArray().Select(r => r.GetProperty("folder").GetString()));
        Assert.Equal([false, true], runs.EnumerateArray().Select(r => r.GetProperty("valid").GetBoolean()));
        Assert.Equal(21_516, runs[1].GetProperty("latency").GetProperty("t1_minus_t0").GetProperty("mean_ms").GetDouble());
        Assert.False(runs[1].TryGetProperty("windows", out _));
    }

    [Fact]
    public async Task What_is_no_complete_run_is_a_misuse()
    {
        var failed = TinyRun.Write(_temp.At("failed"), complete: false);
        var empty = Directory.CreateDirectory(_temp.At("empty")).FullName;
        var cut = TinyRun.Write(_temp.At("cut"));
        var results = Path.Combine(cut, "results.csv");
        File.WriteAllText(results, File.ReadAllText(results)[..^20]);
        Assert.Equal($"{failed}: the run failed (interrupted). Run again into a new folder.", await CliRig.RefusalOf($"analyze {failed}"));
        Assert.Equal($"{empty}: contains no run: manifest.json is missing, here and one level down", await CliRig.RefusalOf($"analyze {empty}"));
        Assert.Equal($"{results}: is a file; name the run folder that contains it", await CliRig.RefusalOf($"plot {results}"));
        Assert.Equal("no/such: no such folder", await CliRig.RefusalOf("analyze no/such"));
        Assert.Equal("name at least one run folder", await CliRig.RefusalOf("analyze"));
        Assert.StartsWith(results, await CliRig.RefusalOf($"analyze {cut}"));
    }
}
