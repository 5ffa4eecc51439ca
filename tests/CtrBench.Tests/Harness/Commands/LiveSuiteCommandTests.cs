using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Commands;

/// <summary>A live suite from the command line to its plan.</summary>
public sealed class LiveSuiteCommandTests : IDisposable
{
    private const string Four = "suite --engines spark,flink,microbatch,continuous --kafka broker:9092";

    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["CTRBENCH_SPARK"] = "http://spark:15002",
        ["CTRBENCH_FLINK_GATEWAY"] = "http://gateway:8083",
        ["CTRBENCH_FLINK_REST"] = "http://flink:8081",
    };

    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task All_engines_have_the_same_events_in_turn_repetition_by_repetition()
    {
        var plan = await CliRig.PlanOf<SuitePlan>(Four, Addresses);
        Assert.Equal(3 * 2 * 3 * 4, plan.Runs.Count);
        Assert.Equal(72, plan.Runs.Select(run => run.Folder).Distinct().Count());
        foreach (var block in plan.Runs.Chunk(4))
        {
            Assert.Single(block.Select(run => (run.Workload.Seed, run.Workload.Traffic, run.Workload.Producers)).Distinct());
            Assert.Equal(4, block.Select(run => run.Engine).Distinct().Count());
        }

        Assert.Equal([1UL, 2, 3], plan.Runs.Select(run => run.Workload.Seed).Distinct());
        Assert.Equal([1, 2, 4], plan.Runs.Select(run => run.Workload.Producers).Distinct());
        Assert.All(plan.Runs, run => Assert.Equal(120_000, run.Workload.DurationMs));
        Assert.All(plan.Runs, run => Assert.Equal(run.Engine.IsReal, run.Real is not null));
        // Within one configuration the order changes from repetition to repetition.
        var orders = plan.Runs.Where(run => run.Workload is { Traffic: TrafficKind.Spp, Producers: 1 }).Chunk(4)
            .Select(block => string.Join(' ', block.Select(run => run.Engine)));
        Assert.Equal(3, orders.Distinct().Count());
    }

    [Fact]
    public async Task Lists_make_a_run_of_each_combination_and_those_of_the_other_family_none()
    {
        const string line = "suite --live --engines microbatch,continuous --traffic spp --producers 1 --repeat 2 --trigger 1s,2s --delay 5s,20s --name lists";
        var plan = await CliRig.PlanOf<SuitePlan>(line);
        Assert.Equal(Path.Combine("runs", "lists"), plan.Folder);
        Assert.Equal(2 * (2 * 2 + 2), plan.Runs.Count);
        Assert.Equal(12, plan.Runs.Select(run => run.Folder).Distinct().Count());
        Assert.Contains("microbatch-spp-1p-seed2-delay20s-trigger2s", plan.Runs.Select(run => run.RunId));
        Assert.Equal(["continuous-spp-1p-seed1-delay5s", "continuous-spp-1p-seed1-delay20s"],
            plan.Runs.Where(run => run.Engine == EngineId.Continuous && run.Workload.Seed == 1).Select(run => run.RunId));
        Assert.All(plan.Runs, run => Assert.Equal(run.RunId.Contains("trigger2s") ? 2_000 : 1_000, run.Query.MicroBatch.TriggerIntervalMs));
        Assert.All(plan.Runs, run => Assert.Equal(("lists", run.RunId.Contains("delay5s") ? 5_000 : 20_000), (run.Name, run.Query.WatermarkDelayMs)));
        Assert.Contains(new SuiteOption("--trigger", "1s,2s"), plan.Live!.Options);
        Store(plan, complete: 3);
        var resumed = await CliRig.PlanOf<SuitePlan>($"suite --resume {_temp.At("suite")}");
        Assert.Equal(plan.Runs.Select(run => (run.RunId, run.Query)), resumed.Runs.Select(run => (run.RunId, run.Query)));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"{line} --dry-run"));
        Assert.Contains("  each value of --delay 5s,20s with each of --trigger 1s,2s\n", rig.Error);
        Assert.Equal(13, rig.Output.Trim().Split('\n').Length);
        Assert.Equal("--rate 1/s,1/s: says one thing twice", await CliRig.RefusalOf("suite --live --rate 1/s,1/s"));
        var rates = await CliRig.PlanOf<SuitePlan>("suite --quick --rate 1k/s,2k/s --window 5s,10s");
        Assert.Equal(8, rates.Runs.Select(run => (run.Engine, run.Workload.EventsPerSecond, run.Query.WindowMs)).Distinct().Count());
    }

    [Fact]
    public async Task A_quick_suite_is_one_short_run_of_each_engine_unless_the_line_says_otherwise()
    {
        var plan = await CliRig.PlanOf<SuitePlan>($"{Four} --quick", Addresses);
        Assert.Equal(4, plan.Runs.Count);
        Assert.All(plan.Runs, run => Assert.Equal((TrafficKind.Spp, 1, 60_000L), (run.Workload.Traffic, run.Workload.Producers, run.Workload.DurationMs)));
        Assert.InRange(new SuiteTime().SecondsOf(plan.Runs)!.Value, 300, 500);
        var longer = await CliRig.PlanOf<SuitePlan>("suite --quick --traffic mmpp --producers 1,2 --repeat 2 --duration 30s");
        Assert.Equal(8, longer.Runs.Count);
        Assert.All(longer.Runs, run => Assert.Equal((TrafficKind.Mmpp, 30_000L), (run.Workload.Traffic, run.Workload.DurationMs)));
        Assert.All(longer.Runs, run => Assert.Null(run.Broker));
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_ends()
    {
        var rig = new CliRig { Variables = Addresses };
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"{Four} --quick --dry-run --out plan --json"));
        Assert.Null(rig.Plan);
        Assert.Contains("4 live runs, about 10 min -> plan\n", rig.Error);
        Assert.Contains("  microbatch, continuous, spark, flink in turn; traffic spp; producers 1; repeated 1 x\n", rig.Error);
        Assert.Equal(4, JsonNode.Parse(rig.Output)!["runs"]!.AsArray().Count);
        Assert.False(Directory.Exists("plan"));
    }

    [Fact]
    public async Task A_dry_run_in_virtual_time_shows_its_runs()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("suite --seeds 1 --producers 1 --dry-run --out plan"));
        Assert.Null(rig.Plan);
        Assert.Equal("microbatch-spp-1p-seed1\ncontinuous-spp-1p-seed1\nmicrobatch-mmpp-1p-seed1\ncontinuous-mmpp-1p-seed1\nNothing was run.\n", rig.Output);
    }

    [Fact]
    public async Task A_price_goes_to_every_run() => Assert.All(
        (await CliRig.PlanOf<SuitePlan>("suite --live --price 0.045/core-hour")).Runs, run => Assert.Equal(0.045, run.PricePerCoreHour));

    [Fact]
    public async Task A_resumed_suite_has_the_options_and_addresses_that_it_was_begun_with()
    {
        var begun = await CliRig.PlanOf<SuitePlan>($"{Four} --quick --rate 500/s", Addresses);
        Assert.Contains(new SuiteOption("--spark", "http://spark:15002"), begun.Live!.Options);
        Store(begun, complete: 1);
        var other = new Dictionary<string, string> { ["CTRBENCH_SPARK"] = "http://elsewhere:1" };
        var resumed = await CliRig.PlanOf<SuitePlan>($"suite --resume {_temp.At("suite")}", other);
        Assert.Equal(begun.Runs.Select(run => run.RunId), resumed.Runs.Select(run => run.RunId));
        Assert.All(resumed.Runs, run => Assert.Equal(500, run.Workload.EventsPerSecond));
        var spark = resumed.Runs.First(run => run.Engine == EngineId.Spark).Real!.Spark!;
        Assert.Equal(new Uri("http://spark:15002"), spark.Server);
        Assert.Equal(SuiteRunState.Complete, resumed.Live!.Resumed!.Runs[0].State);
        await CliRig.PlanOf<SuitePlan>($"suite --resume {_temp.At("suite")} --rate 500/s");
    }

    [Theory]
    [InlineData("--rate 600/s", "--rate 600/s: this suite was begun with --rate 500/s; leave it out, or begin another suite in a new folder")]
    [InlineData("--trigger 2s", "--trigger 2s: this suite was begun without --trigger; leave it out")]
    [InlineData("--out elsewhere", "--out elsewhere: cannot be combined with --resume")]
    public async Task A_suite_whose_options_differ_is_refused_with_the_difference(string option, string start)
    {
        Store(await CliRig.PlanOf<SuitePlan>("suite --live --rate 500/s"), complete: 0);
        Assert.StartsWith(start, await CliRig.RefusalOf($"suite --resume {_temp.At("suite")} {option}"));
    }

    [Fact]
    public async Task A_suite_of_other_runs_is_refused()
    {
        var plan = await CliRig.PlanOf<SuitePlan>("suite --live --rate 500/s");
        Store(plan with { Runs = [.. plan.Runs.Skip(1)] }, complete: 0);
        Assert.Contains("its runs are not those that its options make", await CliRig.RefusalOf($"suite --resume {_temp.At("suite")}"));
    }

    [Fact]
    public async Task A_folder_with_a_suite_is_continued_and_not_written_over()
    {
        Store(await CliRig.PlanOf<SuitePlan>("suite --live"), complete: 0);
        Assert.Contains("contains a suite; continue it with ctrbench suite --resume", await CliRig.RefusalOf($"suite --live --out {_temp.At("suite")}"));
    }

    private void Store(SuitePlan plan, int complete)
    {
        using var folder = SuiteFolder.Open(_temp.At("suite"));
        folder.Write(new SuiteState
        {
            Options = plan.Live!.Options,
            Runs = [.. plan.Runs.Select((run, i) => new SuiteEntry(run.RunId, i < complete ? SuiteRunState.Complete : SuiteRunState.Waiting))],
        });
    }
}
