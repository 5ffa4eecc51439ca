using System.Text.Json;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Commands;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>The forms of an answer, and how much is said besides it.</summary>
public sealed class OutputFormTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    [Fact]
    public async Task Csv_has_a_row_a_run_with_the_names_of_the_json()
    {
        TinyRun.Write(_temp.At("a"));
        TinyRun.Write(_temp.At("b"), lostResult: true);
        var lines = (await OutputAsync($"analyze {_temp.At("")} --output csv", ExitCode.RunSaysNo)).TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        var columns = lines[0].Split(',');
        Assert.Equal("folder", columns[0]);
        Assert.Equal(columns.Length, columns.Distinct().Count());
        var json = JsonDocument.Parse(await OutputAsync($"analyze {_temp.At("")} --json", ExitCode.RunSaysNo)).RootElement.GetProperty("runs");
        Assert.Equal(json[0].GetProperty("latency").GetProperty("t1_minus_floor").GetProperty("mean_ms").GetRawText(), Cell(lines[1], columns, "latency.t1_minus_floor.mean_ms"));
        Assert.Equal(_temp.At("b"), Cell(lines[2], columns, "folder"));
        Assert.Equal("false", Cell(lines[2], columns, "valid"));
        Assert.Contains("unaccounted", Cell(lines[2], columns, "findings"));
    }

    [Fact]
    public async Task Csv_of_a_comparison_has_a_row_a_figure()
    {
        TinyRun.Write(_temp.At("a"));
        TinyRun.Write(_temp.At("b"), laterMs: 100);
        var lines = (await OutputAsync($"compare {_temp.At("a")} {_temp.At("b")} --output csv")).TrimEnd().Split('\n');
        Assert.StartsWith("a,b,latency,name,a_ms,b_ms,difference_ms", lines[0]);
        Assert.Contains(lines, line => line.Contains(",t1_minus_floor,mean,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Markdown_has_sentences_as_paragraphs_and_tables_as_tables()
    {
        TinyRun.Write(_temp.At("a"));
        var text = await OutputAsync($"analyze {_temp.At("a")} --output markdown");
        Assert.Contains("\n| latency, ms | T1 - T0 |", text);
        Assert.Contains("\n| --- | ---: |", text);
        Assert.Contains("\n- records: 1,200 stored = ", text);
        Assert.DoesNotContain("\n\n\n\n", text);
    }

    [Fact]
    public async Task Output_json_is_the_same_as_json()
    {
        TinyRun.Write(_temp.At("a"));
        Assert.Equal(await OutputAsync($"analyze {_temp.At("a")} --json"), await OutputAsync($"analyze {_temp.At("a")} --output json"));
        using var error = JsonDocument.Parse(await OutputAsync("analyze nowhere --output json", ExitCode.Misuse));
        Assert.Equal("usage", error.RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Quiet_says_nothing_but_errors()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("simulate --quiet"));
        Assert.Equal(("kept\n", ""), (rig.Output, rig.Error));
        Assert.Equal("--delay 20: a duration needs a unit: 20s, 500ms, 10m", await CliRig.RefusalOf("simulate --quiet --delay 20"));
        Assert.Equal("--verbose: cannot be combined with --quiet; leave one out", await CliRig.RefusalOf("simulate --quiet --verbose"));
    }

    [Fact]
    public async Task Verbose_says_the_causes_of_an_error_and_how_long_it_took()
    {
        var failing = new CliRig { Failure = new IOException("read error", new IOException("cable out")) };
        await failing.RunAsync("simulate --verbose");
        Assert.Contains("  because of IOException: cable out", failing.Error);
        var good = new CliRig();
        await good.RunAsync("simulate --verbose");
        Assert.Contains("took 0.0 s", good.Error);
    }

    [Fact]
    public async Task Every_verb_has_the_forms_but_the_one_that_prints_a_script()
    {
        foreach (var verb in Program.Verbs)
        {
            var rig = new CliRig();
            await rig.RunAsync($"{verb.Name} --help");
            Assert.Equal(verb.Name != "completion", rig.Output.Contains("--output ", StringComparison.Ordinal));
            Assert.All((string[])["--json", "--quiet", "--verbose", "--no-color", "Exit codes:"], part => Assert.Contains(part, rig.Output));
        }
    }

    public void Dispose() => _temp.Dispose();

    private static string Cell(string line, string[] columns, string name) => line.Split(',')[Array.IndexOf(columns, name)];

    private static async Task<string> OutputAsync(string line, ExitCode code = ExitCode.Good)
    {
        var rig = new CliRig();
        Assert.True(await rig.RunAsync(line) == code, rig.Error + rig.Output);
        return rig.Output;
    }
}
