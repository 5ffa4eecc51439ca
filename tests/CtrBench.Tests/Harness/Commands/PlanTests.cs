using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Commands;

public sealed class PlanTests
{
    [Fact]
    public async Task Without_options_a_run_is_the_default_workload_and_query()
    {
        var plan = await CliRig.PlanOf<RunPlan>("run");
        var standard = new Workload();
        Assert.Equal(standard with { MmppStates = plan.Workload.MmppStates }, plan.Workload);
        Assert.Equal(standard.MmppStates, plan.Workload.MmppStates);
        Assert.Equal(new CtrQuery(), plan.Query);
        Assert.Equal(EngineId.MicroBatch, plan.Engine);
        Assert.Equal("microbatch-spp-1p-seed1", plan.RunId);
        Assert.StartsWith(Path.Combine("runs", "microbatch-spp-1p-seed1"), plan.Folder);
    }

    [Fact]
    public async Task Every_traffic_option_reaches_the_workload()
    {
        var plan = await CliRig.PlanOf<ProducePlan>(
            "produce --traffic mmpp --producers 3 --rate 60/min --duration 1h30m --partitions 5 --seed 18446744073709551615 --mmpp 1:1s,2:2s,4:500ms"
            + " --disorder 20%:1s:10s --very-late 0.5% --ctr 1% --click-delay 0s --ads 7");
        var expected = new Workload
        {
            Traffic = TrafficKind.Mmpp,
            Producers = 3,
            EventsPerSecond = 1,
            DurationMs = 5_400_000,
            Partitions = 5,
            Seed = ulong.MaxValue,
            MmppStates = plan.Workload.MmppStates,
            Disorder = new DisorderModel(0.2, 1_000, 10_000, false, 0.005, 20_000),
            Clicks = new ClickModel(0.01, 0),
            Ads = 7,
        };
        Assert.Equal(expected, plan.Workload);
        Assert.Equal([new(1, 1_000), new(2, 2_000), new(4, 500)], plan.Workload.MmppStates);
    }

    [Fact]
    public async Task Every_micro_batch_option_reaches_the_query()
    {
        var plan = await CliRig.PlanOf<RunPlan>(
            "simulate --window 1m --delay 0s --group-by ad_type --trigger 0s --max-offsets 10k --output-mode update --no-data-batches off --profile in-process");
        var expected = new CtrQuery
        {
            WindowMs = 60_000,
            WatermarkDelayMs = 0,
            GroupBy = GroupField.AdType,
            MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 0, MaxOffsetsPerTrigger = 10_000, OutputMode = OutputMode.Update, NoDataBatches = false },
        };
        Assert.Equal(expected, plan.Query);
        Assert.Equal("in-process", plan.Profile);
        Assert.True((await CliRig.PlanOf<RunPlan>("run --available-now")).Query.MicroBatch.AvailableNow);
    }

    [Theory]
    [InlineData("--rate 1/d --duration 36500d --producers 1000 --partitions 1024 --ads 1000k --ctr 100% --click-delay 11d")]
    [InlineData("--rate 1000M/s --duration 1ms --ctr 0 --click-delay 0s --disorder 100%:11d:11d")]
    [InlineData("--disorder 99%:uniform:1ms --very-late 1% --traffic mmpp --mmpp 0:36500d,0.001:1ms")]
    public async Task Whatever_the_line_takes_at_its_limits_makes_traffic(string options) =>
        (await CliRig.PlanOf<ProducePlan>($"produce {options}")).Workload.ThrowUnlessValid();

    [Theory]
    [InlineData("one", AggregationPhase.OnePhase)]
    [InlineData("two", AggregationPhase.TwoPhase)]
    [InlineData("legacy", AggregationPhase.Legacy)]
    public async Task Every_continuous_option_reaches_the_query(string phase, AggregationPhase expectedPhase)
    {
        var plan = await CliRig.PlanOf<RunPlan>(
            $"run --engine continuous --emit on-event --tick 50ms --idle-timeout 5s --phase {phase} --parallelism 4 --buffer-timeout 0s");
        var expected = new ContinuousSettings
        {
            EmitStrategy = EmitStrategy.OnEvent,
            EmitIntervalMs = 50,
            IdleTimeoutMs = 5_000,
            AggregationPhase = expectedPhase,
            SourceParallelism = 4,
            BufferTimeoutMs = 0,
        };
        Assert.Equal(expected, plan.Query.Continuous);
    }

    [Theory]
    [InlineData("none", GroupField.None)]
    [InlineData("ad_id", GroupField.AdId)]
    [InlineData("ad_type", GroupField.AdType)]
    [InlineData("page_id", GroupField.PageId)]
    [InlineData("producer_id", GroupField.ProducerId)]
    public async Task Group_fields_are_named_as_in_the_event(string name, GroupField field) =>
        Assert.Equal(field, (await CliRig.PlanOf<RunPlan>($"run --group-by {name}")).Query.GroupBy);

    [Fact]
    public async Task A_trace_runs_whole_unless_a_duration_bounds_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            var whole = await CliRig.PlanOf<RunPlan>($"run --trace {file} --speed 60x");
            var bounded = await CliRig.PlanOf<RunPlan>($"simulate --trace {file} --duration 1m");
            Assert.Equal((TrafficKind.Trace, file, 60.0, 0L), (whole.Workload.Traffic, whole.Workload.TraceFile, whole.Workload.Speed, whole.Workload.DurationMs));
            Assert.Equal(60_000, bounded.Workload.DurationMs);
            Assert.Equal("microbatch-trace-1p-seed1", whole.RunId);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Collect_goes_on_until_interrupted_unless_told_for_how_long()
    {
        Assert.Null((await CliRig.PlanOf<CollectPlan>("collect --kafka a:1")).DurationMs);
        var plan = await CliRig.PlanOf<CollectPlan>("collect --kafka a:1 --duration 10s --window 1m");
        Assert.Equal((10_000, 60_000), (plan.DurationMs, plan.Query.WindowMs));
    }

    [Fact]
    public async Task A_suite_is_both_twins_under_steady_and_bursty_traffic_of_one_to_four_producers()
    {
        var plan = await CliRig.PlanOf<SuitePlan>("suite --out evaluation");
        Assert.Equal(5 * 16, plan.Runs.Count);
        Assert.Equal(5 * 16, plan.Runs.Select(r => r.Folder).Distinct().Count());
        Assert.Equal(
            ["microbatch-spp-1p-seed1", "continuous-spp-1p-seed1", "microbatch-spp-1p-seed2"],
            plan.Runs.Take(3).Select(r => r.RunId));
        Assert.Equal("continuous-mmpp-4p-seed5", plan.Runs[^1].RunId);
        Assert.All(plan.Runs, run => Assert.Equal(Path.Combine("evaluation", run.RunId), run.Folder));
        Assert.All(plan.Runs, run => Assert.Null(run.Profile));
        Assert.All(plan.Runs, run => Assert.False(run.KeepEvents));
    }

    [Fact]
    public async Task A_suite_runs_the_seeds_after_the_first()
    {
        var one = await CliRig.PlanOf<SuitePlan>("suite --seeds 1 --seed 7");
        Assert.Equal(16, one.Runs.Count);
        Assert.All(one.Runs, run => Assert.Equal(7UL, run.Workload.Seed));
        var three = await CliRig.PlanOf<SuitePlan>("suite --seeds 3 --seed 7 --producers 1 --traffic spp --engines continuous --keep-events");
        Assert.Equal([7UL, 8, 9], three.Runs.Select(run => run.Workload.Seed));
        Assert.All(three.Runs, run => Assert.True(run.KeepEvents));
        var rig = new CliRig();
        Assert.Equal(2, (int)await rig.RunAsync($"suite --seed {ulong.MaxValue}"));
    }

    [Fact]
    public async Task A_suite_takes_lists_and_runs_an_engine_once_where_a_list_changes_nothing_of_it()
    {
        var plan = await CliRig.PlanOf<SuitePlan>("suite --trigger 1s,5s --delay 5s,20s --seeds 1 --traffic spp --producers 1 --out swept");
        Assert.Equal(
            [
                "microbatch-spp-1p-seed1-delay5s-trigger1s", "continuous-spp-1p-seed1-delay5s", "microbatch-spp-1p-seed1-delay5s-trigger5s",
                "microbatch-spp-1p-seed1-delay20s-trigger1s", "continuous-spp-1p-seed1-delay20s", "microbatch-spp-1p-seed1-delay20s-trigger5s",
            ],
            plan.Runs.Select(run => run.RunId));
        Assert.Equal([1_000, 1_000, 5_000, 1_000, 1_000, 5_000], plan.Runs.Select(run => run.Query.MicroBatch.TriggerIntervalMs));
        Assert.Equal([5_000, 5_000, 5_000, 20_000, 20_000, 20_000], plan.Runs.Select(run => run.Query.WatermarkDelayMs));
        Assert.Contains("too large", await CliRig.RefusalOf("suite --trigger 1s,2s,3s,4s --delay 1s,2s,3s,4s --seeds 100"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_suite_go_to_the_engines_that_have_them()
    {
        var plan = await CliRig.PlanOf<SuitePlan>("suite --trigger 2s --tick 1s --producers 2 --traffic constant --profile in-process,mine.json --seed 3 --seeds 1");
        Assert.Equal([(EngineId.MicroBatch, "in-process"), (EngineId.Continuous, "mine.json")], plan.Runs.Select(r => (r.Engine, r.Profile!)));
        Assert.All(plan.Runs, run => Assert.Equal((2_000, 1_000), (run.Query.MicroBatch.TriggerIntervalMs, run.Query.Continuous.EmitIntervalMs)));
        Assert.StartsWith(Path.Combine("runs", "suite-seed3"), plan.Folder);
    }
}
