using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

public sealed class CheckCommandTests
{
    private const string Small = """
        {
          "name": "small",
          "options": { "engine": ["microbatch", "continuous"], "trigger": "1s", "rate": "20/s", "duration": "6m", "seed": [1, 2] },
          "thresholds": { "p90(T1-floor)": "<= 3s", "complete": ">= 99.9%" }
        }
        """;

    [Theory]
    [InlineData("""{ "optins": {} }""", "line 1, optins: no such field; did you mean options?")]
    [InlineData("{\n \"options\": {\n  \"rte\": \"5/s\" } }", "line 3, options.rte: simulate has no such option; did you mean rate?")]
    [InlineData("{\n \"options\": {\n  \"rate\": [\"5/s\", \"5\"] } }", "line 3, options.rate: --rate 5: a rate needs a unit")]
    [InlineData("""{ "options": { "engine": "spark" } }""", "options.engine: --engine spark: the real spark runs in real time only")]
    [InlineData("""{ "options": { "rate": [] } }""", "options.rate: is an empty list")]
    [InlineData("""{ "options": { "rate": {} } }""", "options.rate: must be a text, a number")]
    [InlineData("""{ "options": { "engine": "continuous", "trigger": "1s" } }""", "options.trigger: --trigger 1s: continuous has no such setting")]
    [InlineData("{ \"thresholds\": {\n \"p98(T1-floor)\": \"<= 2s\" } }", "line 2, thresholds.p98(T1-floor): no such figure")]
    [InlineData("""{ "thresholds": { "valid": "yes" } }""", "thresholds.valid: must be true or false")]
    [InlineData("""{ "thresholds": """, "line 1: is not JSON")]
    [InlineData("[]", "an experiment is an object")]
    public async Task A_fault_of_the_file_is_named_with_its_line_and_path(string json, string message)
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("e.json"), json, TestContext.Current.CancellationToken);
        var words = await CliRig.RefusalOf($"check {temp.At("e.json")}");
        Assert.StartsWith(temp.At("e.json"), words);
        Assert.Contains(message, words);
    }

    [Fact]
    public async Task Lists_are_swept_seeds_repeat_and_settings_of_the_other_engine_are_left_out()
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("e.json"), Small.Replace("\"1s\"", "[\"1s\", \"2s\"]"), TestContext.Current.CancellationToken);
        var plan = await CliRig.PlanOf<CheckPlan>($"check {temp.At("e.json")}");
        Assert.Equal(["microbatch trigger=1s", "microbatch trigger=2s", "continuous"], plan.Cases.Select(one => one.Name));
        Assert.All(plan.Cases, one => Assert.Equal([1UL, 2UL], one.Runs.Select(run => run.Workload.Seed)));
        Assert.Equal(2_000, plan.Cases[1].Runs[0].Query.MicroBatch.TriggerIntervalMs);
        Assert.Equal(6, plan.Cases.SelectMany(one => one.Runs).Select(run => run.Folder).Distinct().Count());
    }

    [Fact]
    public async Task A_breach_is_marked_written_and_exits_with_1()
    {
        using var temp = new TemporaryFolder();
        string[] files = ["--junit", temp.At("j.xml"), "--markdown", temp.At("m.md"), "--result", temp.At("r.json")];
        var (good, text) = await RunAsync(temp, Small, "one", files);
        Assert.True(good == 0, text);
        Assert.StartsWith("✓ microbatch: valid true, held to true\n✓ microbatch: p90(T1-floor) ", text);
        Assert.Contains("small: passed, all of 6\n", text);
        var bytes = await File.ReadAllBytesAsync(temp.At("j.xml"), TestContext.Current.CancellationToken);
        await RunAsync(temp, Small, "again", files);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(temp.At("j.xml"), TestContext.Current.CancellationToken));

        var (bad, breach) = await RunAsync(temp, Small.Replace("<= 3s", "<= 1s"), "two", files);
        Assert.Equal(1, bad);
        Assert.Contains("✗ microbatch: p90(T1-floor) ", breach);
        Assert.Contains("small: FAILED, 1 of 6 missed, 0 undecided", breach);
        var suites = XDocument.Load(temp.At("j.xml")).Root!;
        Assert.Equal("1", suites.Attribute("failures")!.Value);
        Assert.Equal(6, suites.Descendants("testcase").Count());
        Assert.StartsWith("p90(T1-floor) ", Assert.Single(suites.Descendants("failure")).Attribute("message")!.Value);
        Assert.Contains("| ✗ | microbatch | p90(T1-floor) |", await File.ReadAllTextAsync(temp.At("m.md"), TestContext.Current.CancellationToken));
        Assert.False((bool)JsonNode.Parse(await File.ReadAllTextAsync(temp.At("r.json"), TestContext.Current.CancellationToken))!["passed"]!);
    }

    [Fact]
    public async Task A_change_of_trigger_from_1_s_to_2_s_is_caught_by_the_stored_figures()
    {
        using var temp = new TemporaryFolder();
        var file = temp.At("base.json");
        Assert.Equal(2, (await RunAsync(temp, Small, "none", ["--baseline", file])).Code);
        Assert.Equal(0, (await RunAsync(temp, Small, "store", ["--baseline", file, "--update"])).Code);
        Assert.Equal(0, (await RunAsync(temp, Small, "same", ["--baseline", file])).Code);
        var slower = Small.Replace("\"1s\"", "\"2s\"").Replace("<= 3s", "<= 9s");
        var (code, text) = await RunAsync(temp, slower, "slower", ["--baseline", file]);
        Assert.Equal(1, code);
        Assert.Contains("✗ microbatch: baseline mean(T1-floor) ", text);
        Assert.Contains("✓ continuous: baseline mean(T1-floor) ", text);
        var (other, unknown) = await RunAsync(temp, Small.Replace("\"1s\"", "[\"1s\", \"2s\"]"), "other", ["--baseline", file]);
        Assert.Equal(1, other);
        Assert.Contains("? microbatch trigger=2s: baseline complete 100 %, held to stored (not in the baseline: --update stores it)",
            string.Join(' ', unknown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task The_schema_has_every_option_and_is_printed()
    {
        var schema = JsonNode.Parse(CheckCommand.SchemaText())!;
        var options = schema["properties"]!["options"]!["properties"]!.AsObject().Select(option => option.Key);
        Assert.Equal(ExperimentFile.OptionNames.Order(), options.Order());
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("check --print-schema"));
        Assert.Equal(CheckCommand.SchemaText().ReplaceLineEndings("\n"), rig.Output);
    }

    private static async Task<(int Code, string Text)> RunAsync(TemporaryFolder temp, string experiment, string folder, string[] more)
    {
        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(temp.At("e.json"), experiment, ct);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        string[] args = ["check", temp.At("e.json"), "--out", temp.At(folder), .. more];
        var code = await Program.RunAsync(args, output, error, new FakeTimeProvider(), ct);
        return (code, output.ToString() is { Length: > 0 } text ? text.ReplaceLineEndings("\n") : error.ToString());
    }
}
