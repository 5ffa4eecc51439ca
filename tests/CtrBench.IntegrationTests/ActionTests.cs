namespace CtrBench.IntegrationTests;

/// <summary>The step of action.yml that checks, run as a workflow runs it, on the example: a team's trigger of 1 s becomes 2 s.</summary>
public sealed class ActionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;

    /// <summary>As it is stored it passes; the change fails the step, and the report says why.</summary>
    [Fact]
    public async Task A_change_of_trigger_fails_the_step()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("the steps are for bash");
        var action = await File.ReadAllLinesAsync(At("action.yml"), TestContext.Current.CancellationToken);
        var experiment = await File.ReadAllTextAsync(At("examples/trigger.json"), TestContext.Current.CancellationToken);
        // What the step before it has built.
        Directory.CreateDirectory(Path.Combine(_folder, "artifacts/bin/CtrBench.Harness"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "artifacts/bin/CtrBench.Harness/release"), AppContext.BaseDirectory);
        await StepAsync(action, experiment, 0);
        Assert.Contains("### ✓ answers of the ads page: passed", await ReadAsync("summary.md"));

        await StepAsync(action, experiment.Replace("\"1s\"", "\"2s\"", StringComparison.Ordinal), 1);
        Assert.Contains("| ✗ | microbatch | baseline mean(T1-floor) |", await ReadAsync("summary.md"));
        Assert.Contains("<failure message=\"baseline mean(T1-floor) ", await ReadAsync("report/check.xml"));
        Assert.Contains("\"passed\": false", await ReadAsync("report/check.json"));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string At(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CtrBench.sln"))) folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        return Path.Combine(folder, name);
    }

    private async Task StepAsync(string[] action, string experiment, int code)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "experiment.json"), experiment, TestContext.Current.CancellationToken);
        await Dotnet.ProgramAsync(_folder, code, "env", $"ACTION_PATH={_folder}", "EXPERIMENT=experiment.json", "REPORT=report",
            $"BASELINE={At("examples/trigger.baseline.json")}", "GITHUB_STEP_SUMMARY=summary.md", "bash", "-eo", "pipefail", "-c", ScriptOf(action, "Check"));
    }

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_folder, file), TestContext.Current.CancellationToken);

    private static string ScriptOf(string[] action, string step)
    {
        var lines = action.SkipWhile(line => line.Trim() != $"- name: {step}").SkipWhile(line => line.Trim() != "run: |").Skip(1)
            .TakeWhile(line => line.Length == 0 || line.StartsWith("        ", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }
}
