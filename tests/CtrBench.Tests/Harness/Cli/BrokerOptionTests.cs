using CtrBench.Harness.Plans;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>Lines that name a broker, or would need one.</summary>
public sealed class BrokerOptionTests
{
    private static readonly Dictionary<string, string> Set = new() { ["CTRBENCH_KAFKA"] = "broker:9092" };

    [Theory]
    [InlineData("run")]
    [InlineData("produce")]
    public async Task A_variable_alone_moves_nothing_onto_a_broker(string verb)
    {
        var rig = new CliRig { Variables = Set };
        await rig.RunAsync(verb);
        Assert.Null(rig.Plan is RunPlan run ? run.Broker : Assert.IsType<ProducePlan>(rig.Plan).Broker);
    }

    [Theory]
    [InlineData("run --kafka", "broker:9092")]
    [InlineData("run --kafka --engine continuous", "broker:9092")]
    [InlineData("run --kafka other:9093", "other:9093")]
    public async Task The_option_asks_for_a_broker_and_the_variable_knows_where(string line, string address)
    {
        var broker = (await CliRig.PlanOf<RunPlan>(line, Set)).Broker;
        Assert.Equal(new BrokerPlan(address, null, "ad_events_topic", "ctr_results_topic", false), broker);
    }

    [Fact]
    public async Task Collect_needs_a_broker_so_the_variable_suffices() =>
        Assert.Equal("broker:9092", (await CliRig.PlanOf<CollectPlan>("collect", Set)).Broker.Address);

    [Fact]
    public async Task Every_option_of_a_live_run_on_a_broker_reaches_its_plan()
    {
        var plan = await CliRig.PlanOf<RunPlan>(
            "run --engine continuous --kafka a:1 --events-topic e --results-topic r --recreate-topics --checkpoint no/such"
            + " --checkpoint-interval 3s --guarantee exactly-once");
        Assert.Equal(new BrokerPlan("a:1", null, "e", "r", true), plan.Broker);
        Assert.Equal("no/such", plan.CheckpointFolder);
        Assert.Equal(
            new DeliverySettings { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 3_000 }, plan.Query.Delivery);
    }

    [Fact]
    public async Task An_engine_alone_runs_until_it_is_told_to_stop()
    {
        var plan = await CliRig.PlanOf<EnginePlan>("run --engine continuous --kafka a:1 --traffic none --checkpoint state");
        Assert.Equal((EngineId.Continuous, "state", null), (plan.Engine, plan.CheckpointFolder, plan.DurationMs));
        Assert.Equal(5_000, (await CliRig.PlanOf<EnginePlan>("run --kafka a:1 --traffic none --duration 5s")).DurationMs);
    }

    [Fact]
    public async Task Every_option_of_produce_on_a_broker_reaches_its_plan()
    {
        var plan = await CliRig.PlanOf<ProducePlan>(
            "produce --kafka a:1 --producers 4 --share 2/2 --append --start-at 2000-01-01T00:00:10Z --window 2s --delay 3s --closing");
        Assert.Equal((2, 2, true, false), (plan.Share, plan.ShareCount, plan.Append, plan.Closing));
        Assert.Equal((946_684_810_000, 2_000, 3_000), (plan.StartAtMs, plan.Query.WindowMs, plan.Query.WatermarkDelayMs));
        Assert.True((await CliRig.PlanOf<ProducePlan>("produce --kafka a:1 --producers 4 --share 1/2 --closing")).Closing);
    }

    [Fact]
    public async Task Every_option_of_collect_reaches_its_plan()
    {
        var plan = await CliRig.PlanOf<CollectPlan>("collect --kafka a:1 --engine flink --duration 5s --results 10 --from-now");
        Assert.Equal((EngineId.Flink, 5_000, 10, true), (plan.Engine, plan.DurationMs, plan.Results, plan.FromNow));
    }

    [Fact]
    public async Task A_doctor_takes_addresses_from_options_before_variables()
    {
        var variables = new Dictionary<string, string>(Set)
        {
            ["CTRBENCH_FLINK_GATEWAY"] = "http://g:1",
            ["CTRBENCH_SPARK"] = "http://s:1",
        };
        var plan = await CliRig.PlanOf<DoctorPlan>("doctor --spark sc://other:2", variables);
        Assert.Equal(("broker:9092", "http://g:1/", null, "sc://other:2/"),
            (plan.Kafka, plan.FlinkGateway?.ToString(), plan.FlinkRest?.ToString(), plan.Spark?.ToString()));
    }

    [Theory]
    [InlineData("run --kafka", "--kafka: is missing, and CTRBENCH_KAFKA is not set: --kafka localhost:9092")]
    [InlineData("collect", "--kafka: is missing, and CTRBENCH_KAFKA is not set: --kafka localhost:9092")]
    [InlineData("run --events-topic e", "--events-topic e: has no effect without a broker; add --kafka, or leave it out")]
    [InlineData("run --recreate-topics", "--recreate-topics: has no effect without a broker; add --kafka, or leave it out")]
    [InlineData("produce --append", "--append: has no effect without a broker; add --kafka, or leave it out")]
    [InlineData("run --kafka a:1 --events-topic a/b", "--events-topic a/b: not a valid topic name: 1 to 249 letters, digits, dots, dashes, underscores")]
    [InlineData("run --kafka a:1 --events-topic x --results-topic x", "--results-topic x: is also the topic of events; use another topic for results")]
    [InlineData("run --kafka a:1 --kafka-config no-such", "--kafka-config no-such: no such file")]
    [InlineData("run --kafka a:1 --kafka-config .", "--kafka-config .: is a folder; name a file of name=value lines")]
    [InlineData("simulate --kafka a:1", "--kafka a:1: simulate runs in virtual time, without a broker; leave it out, or use run")]
    [InlineData("run --checkpoint state",
        "--checkpoint state: topics in memory end with the process, so nothing could be continued; add --kafka, or leave it out")]
    [InlineData("run --kafka a:1 --guarantee exactly-once",
        "--guarantee exactly-once: needs --checkpoint DIR: results become visible with the checkpoint that counts them")]
    [InlineData("run --kafka a:1 --engine continuous --checkpoint-interval 1s",
        "--checkpoint-interval 1s: needs --checkpoint DIR, where checkpoints are kept")]
    [InlineData("run --kafka a:1 --checkpoint d --checkpoint-interval 1s",
        "--checkpoint-interval 1s: microbatch takes a checkpoint with every batch (S20); leave it out")]
    [InlineData("run --kafka a:1 --guarantee twice", "--guarantee twice: must be one of at-least-once, exactly-once")]
    [InlineData("run --traffic none", "--traffic none: needs topics filled by other programs: add --kafka, or a kind of traffic")]
    [InlineData("run --kafka a:1 --traffic none --rate 1/s",
        "--rate 1/s: has no effect with --traffic none, where other programs send the traffic; leave it out")]
    [InlineData("run --kafka a:1 --traffic none --partitions 4",
        "--partitions 4: has no effect with --traffic none, where other programs send the traffic; leave it out")]
    [InlineData("simulate --traffic none", "--traffic none: no such traffic. Known: constant, spp, mmpp")]
    [InlineData("produce --kafka a:1 --append --partitions 4", "--partitions 4: cannot be combined with --append: the topic has its own; leave it out")]
    [InlineData("produce --kafka a:1 --producers 2 --share 2/2",
        "--share 2/2: would recreate the topics of part 1; add --append: only part 1 creates them")]
    [InlineData("produce --kafka a:1 --producers 2 --share 1/3 --append",
        "--share 1/3: more parts than producers (2): some would send nothing; raise --producers")]
    [InlineData("produce --kafka a:1 --producers 2 --share 0/2", "--share 0/2: part 0 of 2: parts count from 1")]
    [InlineData("produce --kafka a:1 --share half", "--share half: not a part: write 1/2 and 2/2 for two processes")]
    [InlineData("produce --kafka a:1 --start-at noon", "--start-at noon: not a time: write 2030-01-31T12:00:00Z")]
    [InlineData("produce --kafka a:1 --start-at 2000-01-01T12:00:00", "--start-at 2000-01-01T12:00:00: a time zone is missing: 2030-01-31T12:00:00Z")]
    [InlineData("produce --kafka a:1 --start-at 1999-12-31T23:59:00Z", "--start-at 1999-12-31T23:59:00Z: is past: it is 2000-01-01T00:00:00Z")]
    [InlineData("produce --kafka a:1 --start-at 2000-01-03T00:00:00Z", "--start-at 2000-01-03T00:00:00Z: is more than a day away")]
    [InlineData("collect --kafka a:1 --traffic-of nowhere", "--traffic-of nowhere: contains no manifest.json: name a folder that produce wrote, or writes")]
    [InlineData("collect --kafka a:1 --engine storm", "--engine storm: no such engine. Known: microbatch, continuous, spark, flink")]
    [InlineData("collect --kafka a:1 --results 0", "--results 0: must be at least 1")]
    [InlineData("doctor --flink-rest localhost:8081", "--flink-rest localhost:8081: begins with http:// or https://: http://localhost:8081")]
    [InlineData("doctor --kafka-config x", "--kafka-config x: has no effect without a broker; add --kafka, or leave it out")]
    public async Task Lines_that_are_refused(string line, string words) => Assert.Equal(words, await CliRig.RefusalOf(line));

    [Fact]
    public async Task A_variable_that_is_no_address_is_named()
    {
        var variables = new Dictionary<string, string> { ["CTRBENCH_KAFKA"] = "http://broker" };
        Assert.Equal("CTRBENCH_KAFKA http://broker: brokers have no scheme: localhost:9092", await CliRig.RefusalOf("run --kafka", variables));
    }

    [Fact]
    public async Task Checkpoints_of_other_topics_are_not_continued_on_fresh_ones()
    {
        var folder = Directory.CreateTempSubdirectory("ctrbench-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "x"), "", TestContext.Current.CancellationToken);
            Assert.Contains("already contains checkpoints", await CliRig.RefusalOf($"run --kafka a:1 --checkpoint {folder}"));
            await CliRig.PlanOf<EnginePlan>($"run --kafka a:1 --traffic none --checkpoint {folder}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
