using System.Text.RegularExpressions;
using CtrBench.Tests;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>A user's script of events, from the command line to a recording.</summary>
[Collection("Flink")]
public sealed partial class FlinkCaseTests(FlinkCluster cluster, ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;

    [Fact(Timeout = 4 * 60_000)]
    public async Task The_script_of_the_documentation_runs_on_a_real_Flink_and_becomes_a_recording()
    {
        await cluster.UpAsync();
        var ct = TestContext.Current.CancellationToken;
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "validate.md"), ct);
        var script = Path.Combine(_folder, "my-late-click.json");
        await File.WriteAllTextAsync(script, JsonBlock().Match(page).Groups[1].Value, ct);
        var recordings = Path.Combine(_folder, "recordings");
        using var program = ProgramProcess.Start(
            "validate", "--engine", "flink", "--kafka", cluster.Kafka.BootstrapServers, "--flink-gateway", $"{cluster.Settings.Gateway}",
            "--flink-rest", $"{cluster.Settings.Rest}", "--case", script, "--scripts", "0", "--runs", "0", "--record", recordings);
        var (code, said, error) = await program.EndAsync(ct);
        output.WriteLine(said + error);
        Assert.Equal(0, code);
        Assert.Contains("scripts, step by step: 1 equal, 0 different, 0 unreadable", said);
        var recording = TranscriptReader.Parse(await File.ReadAllBytesAsync(Path.Combine(recordings, "my-late-click.json"), ct));
        // The view at 31 s moves the watermark to 11 s, which fires the first window; the click at 6 s comes after that.
        Assert.Equal([0, 0, 1, 0, 0], recording.Steps!.Select(step => step.Emitted.Count));
        Assert.Equal((1, 1), (recording.Steps![2].Emitted[0].Views, recording.Steps[2].Emitted[0].Clicks));
        Assert.Equal((1, 1L), (recording.EndOfInput!.Emitted.Count, recording.LateDropped));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
