using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Commands;

public sealed class PlotCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task One_run_gets_its_pictures_and_report_into_its_own_folder()
    {
        var folder = TinyRun.Write(_temp.At("run"));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"plot {folder} --json"));
        var answer = JsonDocument.Parse(rig.Output).RootElement;
        var report = answer.GetProperty("report").GetString()!;
        Assert.Equal(Path.Combine(folder, "report.html"), report);
        Assert.Contains("microbatch-spp-1p-seed1", File.ReadAllText(report));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "plots"), "*.svg"));
        foreach (var picture in answer.GetProperty("pictures").EnumerateArray())
            Assert.True(picture.TryGetProperty("absent", out _) || File.Exists(picture.GetProperty("svg").GetString()), picture.ToString());
        Assert.True(File.Exists(Path.Combine(folder, "metrics.json")), "a run that was not analyzed is analyzed first");
    }

    [Fact]
    public async Task Several_runs_need_a_folder_of_their_own()
    {
        var (a, b) = (TinyRun.Write(_temp.At("a")), TinyRun.Write(_temp.At("b")));
        Assert.Equal("--out: several folders are given, so say where the report goes: --out DIR", await CliRig.RefusalOf($"plot {a} {b}"));
        var file = Path.Combine(a, "results.csv");
        Assert.Equal($"--out {file}: is a file; name a folder", await CliRig.RefusalOf($"plot {a} {b} --out {file}"));
    }
}
