using System.ComponentModel;
using System.Diagnostics;

namespace CtrBench.Tests;

/// <summary>
/// Run folders of several kinds, made by the program and recomputed by tests/audit, which shares no code with it. All kinds:
/// tests/audit/make-and-audit.sh.
/// </summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Every_figure_of_a_run_folder_can_be_recomputed()
    {
        await AnswersAsync("python3", "--version");
        await AnswersAsync("bash", "--version");
        var script = Path.Combine(RepositoryRoot.Path, "tests", "audit", "make-and-audit.sh");
        var (code, text) = await RunAsync("bash", [script, "--small"]);
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Assert.True(code == 0, text);
        Assert.Matches(@"\b1[0-9] folders: [1-9][0-9]{4,} values agree, 0 disagree, 0 unauditable", text);
        Assert.Matches(@"\b2 files over several runs: [1-9][0-9]+ values agree, 0 disagree", text);
    }

    private static async Task AnswersAsync(string program, string argument)
    {
        try
        {
            var (code, _) = await RunAsync(program, [argument]);
            if (code == 0) return;
        }
        catch (Win32Exception)
        {
            // Not installed.
        }

        Assert.Skip($"there is no {program} on this machine, which the audit needs");
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CTRBENCH"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "ctrbench.dll")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, text + await error);
    }
}
