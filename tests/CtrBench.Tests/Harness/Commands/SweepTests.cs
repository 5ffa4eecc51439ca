using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Engines;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

/// <summary>Lists as values of a line, several seeds, and names of runs.</summary>
public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    [Fact]
    public async Task Lists_make_a_run_of_each_combination_and_seed()
    {
        var plan = await CliRig.PlanOf<SweepPlan>("simulate --trigger=1s,5s --delay 5s,20s --seeds 3 --seed 7 --out sweep");
        Assert.Equal(12, plan.Runs.Count);
        Assert.Equal("sweep", plan.Folder);
        Assert.False(plan.IsLive);
        Assert.Equal(
            [(1_000L, 5_000L), (5_000, 5_000), (1_000, 20_000), (5_000, 20_000)],
            plan.Runs.Select(run => (run.Query.MicroBatch.TriggerIntervalMs, run.Query.WatermarkDelayMs)).Distinct());
        Assert.Equal([7UL, 8, 9], plan.Runs.Select(run => run.Workload.Seed).Distinct());
        Assert.Equal(12, plan.Runs.Select(run => run.Folder).Distinct().Count());
        // The order is that of the options in the help.
        Assert.Equal(Path.Combine("sweep", "microbatch-spp-1p-seed9-delay20s-trigger5s"), plan.Runs[^1].Folder);
        Assert.Equal(plan.Runs.Select(run => Path.Combine("sweep", run.RunId)), plan.Runs.Select(run => run.Folder));
    }

    [Fact]
    public async Task A_live_sweep_is_planned_alike_and_one_value_is_no_sweep()
    {
        var plan = await CliRig.PlanOf<SweepPlan>("run --rate 1k/s,2k/s --out sweep");
        Assert.True(plan.IsLive);
        Assert.Equal([1_000.0, 2_000], plan.Runs.Select(run => run.Workload.EventsPerSecond));
        Assert.Equal("one", (await CliRig.PlanOf<RunPlan>("simulate --trigger 5s --seeds 1 --out one")).Folder);
    }

    [Theory]
    [InlineData("simulate --trigger 1s,2s,3s,4s --seeds 300", "a sweep of 4 x 300 = 1,200 runs is too large, 1,000 at the most; name fewer values or --seeds")]
    [InlineData("run --delay 1s,2s --seeds 51", "a sweep of 2 x 51 = 102 runs is too large, 100 at the most; name fewer values or --seeds")]
    [InlineData("simulate --trigger 1s,1s", "--trigger 1s,1s: says one thing twice")]
    [InlineData("simulate --trigger 1s,2", "--trigger 2: a duration needs a unit: 20s, 500ms, 10m")]
    [InlineData("produce --rate 1k/s,2k/s", "--rate 1k/s,2k/s: takes one value here, no list")]
    [InlineData("collect --kafka a:1 --delay 1s,2s", "--delay 1s,2s: takes one value here, no list")]
    [InlineData("simulate --engine continuous --trigger 1s,2s", "--trigger 1s: continuous has no such setting (microbatch and spark have it); leave it out")]
    [InlineData("run --kafka a:1 --traffic none --seeds 2", "--seeds 2: has no effect with --traffic none, where other programs send the traffic; leave it out")]
    [InlineData("run --kafka a:1 --checkpoint state --seeds 2", "--checkpoint state: cannot be combined with lists or --seeds: each run needs a folder of its own")]
    [InlineData("simulate --seed 18446744073709551615 --seeds 2", "--seeds 2: there are not so many seeds after --seed")]
    [InlineData("simulate --name a/b", "--name a/b: not a valid name: 1 to 60 letters, digits, blanks, dots, dashes, plus signs, underscores; a letter or digit first")]
    [InlineData("simulate --name .hidden", "--name .hidden: not a valid name: 1 to 60 letters, digits, blanks, dots, dashes, plus signs, underscores; a letter or digit first")]
    public async Task What_cannot_be_swept_is_refused(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));

    [Fact]
    public async Task A_name_is_that_of_run_and_folder()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync(["simulate", "--name", "three whole words"]));
        var plan = Assert.IsType<RunPlan>(rig.Plan);
        Assert.Equal(("three whole words", "three whole words", Path.Combine("runs", "three-whole-words")), (plan.Name, plan.RunId, plan.Folder));
        var sweep = await CliRig.PlanOf<SweepPlan>("simulate --name fast --tick 100ms,1s --engine continuous");
        Assert.Equal(["fast-tick100ms-seed1", "fast-tick1s-seed1"], sweep.Runs.Select(run => run.RunId));
        Assert.All(sweep.Runs, run => Assert.Equal("fast", run.Name));
        Assert.Equal(Path.Combine("runs", "fast"), sweep.Folder);
        var suite = await CliRig.PlanOf<SuitePlan>("suite --name fast");
        Assert.Equal((Path.Combine("runs", "fast"), "fast"), (suite.Folder, Assert.Single(suite.Runs.Select(run => run.Name).Distinct())));
    }

    [Fact]
    public async Task The_first_line_names_lists_length_and_folder_of_the_sweep()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("run --rate 1k/s,2k/s --delay 5s --seeds 2 --duration 45s --out sweep"));
        Assert.StartsWith("4 runs, about 5 min: 2 settings (--rate 1k/s,2k/s) with 2 seeds each -> sweep; the first is microbatch: spp, 1000/s", rig.Error);
    }

    [Fact]
    public async Task Runs_of_a_live_sweep_are_paired_by_the_content_of_their_logs()
    {
        var report = await LiveSweepAsync(["one", "two"], plan => TinyRun.Write(plan.Folder, laterMs: plan.RunId == "one" ? 0 : 500, like: Live(plan)));
        var difference = Assert.Single(report.Json["answer"]!["differences"]!.AsArray())!;
        var pair = Assert.Single(difference["pairs"]!.AsArray())!;
        Assert.Null(pair["unpaired"]);
        Assert.Equal(9, pair["windows"]!.GetValue<int>());
        Assert.Equal(500, Math.Abs(pair["mean_ms"]!.GetValue<double>()));
        // analyze says the same of the same folders.
        using var output = new StringWriter();
        string[] line = ["analyze", _temp.At("sweep/one"), _temp.At("sweep/two"), "--json"];
        await Program.RunAsync(line, output, TextWriter.Null, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.Equal(report.Json["answer"]!["differences"]!.ToJsonString(), JsonNode.Parse(output.ToString())!["answer"]!["differences"]!.ToJsonString());
    }

    [Fact]
    public async Task A_run_that_fails_is_shown_and_the_sweep_goes_on()
    {
        using var error = new StringWriter();
        var report = await LiveSweepAsync(["good", "bad", "last"], plan => plan.RunId == "bad"
            ? throw new EngineFailedException("the job was lost") : TinyRun.Write(plan.Folder, like: Live(plan)), error);
        Assert.Equal(ExitCode.RunSaysNo, report.Code);
        Assert.False(report.Json["partial"]!.GetValue<bool>());
        Assert.Equal("bad", Assert.Single(report.Json["failed"]!.AsArray())!["run_id"]!.GetValue<string>());
        Assert.Equal(2, report.Json["runs"]!.AsArray().Count);
        Assert.Contains("bad failed: the job was lost; the sweep goes on without it", error.ToString());
        await Assert.ThrowsAsync<EngineFailedException>(
            () => LiveSweepAsync(["first", "second"], _ => throw new EngineFailedException("there is none")));
    }

    [Fact]
    public async Task A_sweep_is_run_in_folders_of_its_own_and_shown_in_one_table()
    {
        using var output = new StringWriter();
        string[] line = ["simulate", "--name", "mine", "--trigger", "1s,5s", "--seeds", "2", "--rate", "50/s", "--duration", "3m", "--out", _temp.At("sweep")];
        Assert.Equal(0, await Program.RunAsync(line, output, TextWriter.Null, new FakeTimeProvider(), TestContext.Current.CancellationToken));
        var table = output.ToString();
        Assert.Contains("trigger 1 s", table);
        Assert.Contains("Spark's twin, trigger 5 s", table);
        // It fits 80 columns without T1 - T0.
        Assert.Matches(@"(?m)^  microbatch +2 of 2 ", table);
        Assert.Contains("4 of 4 runs valid", table);
        string[] folders = [.. Directory.GetDirectories(_temp.At("sweep")).Where(folder => File.Exists(Path.Combine(folder, "manifest.json")))];
        Assert.Equal(4, folders.Length);
        Assert.All(folders, folder => Assert.Equal("mine", RunFolder.Peek(folder).Name));
        Assert.Contains("mine-trigger5s-seed2", File.ReadAllText(Path.Combine(_temp.At("sweep"), "report.html")));
    }

    [Fact]
    public async Task A_suite_that_is_stopped_shows_what_it_has_as_a_part()
    {
        using var cancel = new CancellationTokenSource();
        using var error = new InterruptingWriter(line => line.Contains(": 100%", StringComparison.Ordinal), cancel);
        using var output = new StringWriter();
        string[] args = ["suite", "--seeds", "200", "--rate", "20/s", "--duration", "3m", "--json", "--out", _temp.At("suite")];
        Assert.Equal(130, await Program.RunAsync(args, output, error, new FakeTimeProvider(), cancel.Token));
        var answer = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.True(answer.GetProperty("partial").GetBoolean());
        Assert.InRange(answer.GetProperty("runs").GetArrayLength(), 1, 1_599);
        Assert.True(File.Exists(answer.GetProperty("report").GetString()));
        Assert.DoesNotContain(answer.GetProperty("runs").EnumerateArray().Select(run => RunFolder.Peek(run.GetProperty("folder").GetString()!).State),
            state => state is RunState.Running or RunState.Failed);
    }

    public void Dispose() => _temp.Dispose();

    private static Func<RunManifest, RunManifest> Live(RunPlan plan) => manifest => manifest with
    {
        RunId = plan.RunId,
        Mode = RunMode.Live,
        Profile = null,
        Query = manifest.Query with { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 1_000 * plan.RunId.Length + plan.RunId[0] } },
    };

    private Task<VerbReport> LiveSweepAsync(string[] names, Func<RunPlan, string> run, TextWriter? error = null)
    {
        var sweep = new SweepPlan(
            [.. names.Select(name => new RunPlan(name, EngineId.MicroBatch, new Workload(), new CtrQuery(), null, _temp.At($"sweep/{name}")))],
            _temp.At("sweep"), IsLive: true);
        return new SweepRun(sweep, (plan, _, _) => Task.Run(() => run(plan)))
            .ExecuteAsync(new VerbSession(error ?? TextWriter.Null, new NoProgress(), new FakeTimeProvider()), TestContext.Current.CancellationToken);
    }
}
