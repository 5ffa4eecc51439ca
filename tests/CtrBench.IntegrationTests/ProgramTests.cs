using System.Text.Json;

namespace CtrBench.IntegrationTests;

/// <summary>The program end to end, from outside: arguments, signals, exit codes, files.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;

    [Fact]
    public async Task A_simulation_ends_good_and_answers_in_json()
    {
        using var program = ProgramProcess.Start("simulate", "--engine", "continuous", "--rate", "200/s", "--duration", "2m", "--json", "--out", Folder("run"));
        var (code, output, error) = await program.EndAsync(TestContext.Current.CancellationToken);
        Assert.True(code == 0, error);
        using var answer = JsonDocument.Parse(output);
        Assert.True(answer.RootElement.GetProperty("metrics").GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task Runs_that_start_at_once_take_different_default_folders()
    {
        Directory.CreateDirectory(Folder("here"));
        ProgramProcess[] programs = [.. Enumerable.Range(0, 4).Select(_ => ProgramProcess.StartIn(Folder("here"), "simulate", "--rate", "50/s", "--duration", "20s"))];
        foreach (var program in programs)
        {
            using var _ = program;
            var (code, _, error) = await program.EndAsync(TestContext.Current.CancellationToken);
            // Twenty seconds are too short to be valid; the run itself is whole.
            Assert.True(code is 0 or 1, error);
        }

        Assert.Equal(4, Directory.GetFiles(Folder("here"), "metrics.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_simulation_that_is_terminated_is_a_partial_run()
    {
        using var program = ProgramProcess.Start("simulate", "--rate", "1000/s", "--duration", "36500d", "--window", "1h", "--out", Folder("long"));
        var progress = new FileInfo(Path.Combine(Folder("long"), "progress.jsonl.part"));
        await Waiting.UntilAsync("the first progress", () =>
        {
            progress.Refresh();
            return progress is { Exists: true, Length: > 0 };
        });
        program.Terminate();
        var (code, _, error) = await program.EndAsync(TestContext.Current.CancellationToken);
        Assert.True(code == 130, error);
        Assert.Contains("marked as partial", error);
        using var analyze = ProgramProcess.Start("analyze", Folder("long"));
        var (_, output, problem) = await analyze.EndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("warning partial", output + problem);
    }

    [Fact]
    public async Task The_same_suite_twice_gives_the_same_bytes()
    {
        foreach (var name in (string[])["first", "second"])
        {
            using var program = ProgramProcess.Start("suite", "--rate", "300/s", "--duration", "3m", "--producers", "1,3", "--seeds", "2", "--out", Folder(name));
            var (code, _, error) = await program.EndAsync(TestContext.Current.CancellationToken);
            Assert.True(code == 0, error);
        }

        string[] files = [.. Directory.GetFiles(Folder("first"), "results.csv", SearchOption.AllDirectories), .. Directory.GetFiles(Folder("first"), "metrics.json", SearchOption.AllDirectories)];
        Assert.Equal(32, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(Folder("first"), Folder("second"), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_it_ends_with_130_and_a_folder_that_says_so_in_the_background_of_a_script_too(bool background)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no signals on this system: Ctrl-C cannot be sent to another process");
        string[] line = ["simulate", "--engine", "microbatch", "--rate", "100k/s", "--duration", "48h", "--out", Folder("run")];
        using var program = background ? ProgramProcess.StartInBackground(line) : ProgramProcess.Start(line);
        var manifest = Path.Combine(Folder("run"), "manifest.json");
        var deadline = TimeProvider.System.GetTimestamp();
        while (!File.Exists(manifest) && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromMinutes(1)) await Task.Yield();
        program.Interrupt();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var (code, _, error) = await program.EndAsync(limit.Token);
        Assert.Equal(130, code);
        Assert.Contains("\"state\": \"failed\"", await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder(string name) => Path.Combine(_folder, name);
}
