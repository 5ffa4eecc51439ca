using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

public sealed class OpenCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    [Theory]
    [InlineData("suite")]
    [InlineData("suite/report.html")]
    [InlineData("suite/run")]
    public async Task The_report_of_a_run_is_that_of_its_suite(string path)
    {
        Suite();
        var (code, text, opened) = await OpenAsync(_temp.At(path), problem: null);
        Assert.Equal((ExitCode.Good, _temp.At("suite/report.html")), (code, opened));
        Assert.Equal(_temp.At("suite/report.html"), text.Trim());
    }

    [Theory]
    [InlineData("three whole words")]
    [InlineData("three-whole-words")]
    public async Task A_name_that_is_no_path_is_looked_for_among_the_runs(string name)
    {
        TinyRun.Write(_temp.At("three-whole-words"));
        File.WriteAllText(_temp.At("three-whole-words/report.html"), "<p>");
        var (code, _, opened) = await OpenAsync(name, problem: null, root: _temp.At("."));
        Assert.Equal((ExitCode.Good, _temp.At("three-whole-words/report.html")), (code, opened));
    }

    [Fact]
    public async Task Without_an_opener_the_path_and_what_to_do_are_said()
    {
        Suite();
        var (code, text, _) = await OpenAsync(_temp.At("suite"), "xdg-open is not installed");
        Assert.Equal(ExitCode.SetupFailed, code);
        Assert.StartsWith(_temp.At("suite/report.html"), text);
        Assert.Contains("not opened: xdg-open is not installed; open it in a browser: file:///", text);
    }

    [Fact]
    public async Task A_run_without_a_report_says_how_to_make_one()
    {
        var run = TinyRun.Write(_temp.At("alone"));
        Assert.Equal($"{run}: has no report.html; make it: ctrbench plot {run}", await CliRig.RefusalOf($"open {run}"));
        Assert.Equal("nowhere: no such folder, and no such name in runs/; ctrbench runs lists what there is", await CliRig.RefusalOf("open nowhere"));
        Assert.Equal("name a run folder; ctrbench runs lists them", await CliRig.RefusalOf("open"));
    }

    public void Dispose() => _temp.Dispose();

    private void Suite()
    {
        TinyRun.Write(_temp.At("suite/run"));
        File.WriteAllText(_temp.At("suite/report.html"), "<p>");
    }

    private static async Task<(ExitCode Code, string Text, string? Opened)> OpenAsync(string path, string? problem, string root = "runs")
    {
        string? opened = null;
        using var output = new StringWriter();
        var verb = OpenCommand.Of((report, _, _) =>
        {
            opened = report;
            return Task.FromResult(problem);
        }, root);
        var line = new CommandLine(output, output, new FakeTimeProvider()) { Verbs = [verb], Environment = name => name == "COLUMNS" ? "1000" : null };
        return (await line.RunAsync(["open", path], TestContext.Current.CancellationToken), output.ToString(), opened);
    }
}
