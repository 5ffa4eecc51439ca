using System.Text.Json.Nodes;

namespace CtrBench.IntegrationTests;

/// <summary>A live suite of the twins in memory as a process: killed in mid-run, and continued by another one.</summary>
public sealed class LiveSuiteTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ctrbench-suite-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Killed_in_its_second_run_it_continues_and_reports_both()
    {
        var folder = Path.Combine(_root, "suite");
        string[] line =
        [
            "suite", "--live", "--engines", "microbatch,continuous", "--traffic", "spp", "--producers", "1", "--repeat", "1", "--duration", "6s",
            "--warm-up", "0s", "--rate", "300/s", "--window", "1s", "--delay", "0s", "--trigger", "200ms", "--out", folder,
        ];
        using (var first = ProgramProcess.Start(line))
        {
            var manifest = new FileInfo(Path.Combine(folder, "continuous-spp-1p-seed1", "manifest.json"));
            await Waiting.UntilAsync("the second run", () =>
            {
                manifest.Refresh();
                return manifest.Exists;
            });
            await first.KillAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["complete", "running"], States(folder));
        using var second = ProgramProcess.Start("suite", "--resume", folder, "--json");
        var (code, output, error) = await second.EndAsync(TestContext.Current.CancellationToken);
        // A busy machine may make a run invalid; it is never incomplete.
        Assert.True(code is 0 or 1, error);
        Assert.Contains("continuous-spp-1p-seed1 was interrupted and is made again", error);
        Assert.Equal(["complete", "complete"], States(folder));
        Assert.True(Directory.Exists(Path.Combine(folder, "failed", "continuous-spp-1p-seed1-1")));
        Assert.Equal(2, JsonNode.Parse(output)!["runs"]!.AsArray().Count);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
    }

    private static string[] States(string folder) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "suite.json")))!["runs"]!.AsArray().Select(run => (string)run!["state"]!)];
}
