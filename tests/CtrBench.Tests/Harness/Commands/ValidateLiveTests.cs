using System.Text.Json;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Harness.Commands;

/// <summary><c>validate --engine</c>: the line that becomes a plan, and the words that become of an outcome.</summary>
public sealed class ValidateLiveTests
{
    private static readonly WindowReport Run = new(50, 40, 10, 7, 0, [], 6_000, 12, 11);
    private static readonly WindowReport Wrong = Run with { Differences = [new Difference("window 5", "result", "nothing", "something")] };
    private static readonly ReplayOutcome Same = new("a", ReplayVerdict.Equal, [], "a", "flink 2.2.1");
    private static readonly ReplayOutcome Other = Same with { File = "b", Verdict = ReplayVerdict.Different, Differences = [new Difference("step 3", "emitted[0]", "x", "y")] };

    [Fact]
    public async Task Addresses_come_from_the_line_or_from_the_variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["CTRBENCH_KAFKA"] = "kafka:9092",
            ["CTRBENCH_FLINK_GATEWAY"] = "http://gateway:8083",
            ["CTRBENCH_FLINK_REST"] = "http://rest:8081",
        };
        var plan = await CliRig.PlanOf<ValidateLivePlan>("validate --engine flink --flink-rest http://other:1 --scripts 40 --runs 0 --seed 7 --record out --case x.json y.json", variables);
        Assert.Equal((EngineId.Flink, "kafka:9092", new Uri("http://gateway:8083"), new Uri("http://other:1")), (plan.Engine, plan.Broker.Address, plan.FlinkGateway, plan.FlinkRest));
        Assert.Equal((40, 0, 7, "out"), (plan.Scripts, plan.Runs, plan.Seed, plan.RecordFolder));
        Assert.Equal(["x.json", "y.json"], plan.Cases);
    }

    [Fact]
    public void Agreement_is_good_and_states_the_undetermined_share()
    {
        var (report, words) = Report(new ValidateLiveOutcome("flink 2.2.1", [Same], [Run]) { Recorded = new(7, 0, 5, 2) });
        Assert.Equal(ExitCode.Good, report.Code);
        Assert.Equal("flink 2.2.1\nscripts, step by step: 1 equal, 0 different, 0 unreadable\nrecorded: 7 steps, 5 results, 2 late\nrun 1, window by window: 50 windows, 40 equal, 10 undetermined (20 %; the twin's too in 7), 0 different; 12 of 6,000 rows late, the engine counted 11\n", words);
        var json = JsonDocument.Parse(report.Json.ToJsonString()).RootElement;
        Assert.Equal((true, 0.2), (json.GetProperty("agrees").GetBoolean(), json.GetProperty("undetermined_share").GetDouble()));
    }

    [Fact]
    public void One_difference_in_a_script_or_a_run_makes_the_answer_no()
    {
        var (ofRun, words) = Report(new ValidateLiveOutcome("flink 2.2.1", [Same], [Run, Wrong]));
        Assert.Equal(ExitCode.RunSaysNo, ofRun.Code);
        Assert.Contains("  window 5, result: expected nothing, got something\n", words);
        Assert.Equal(ExitCode.RunSaysNo, Report(new ValidateLiveOutcome("flink 2.2.1", [Same, Other], [Run])).Report.Code);
    }

    [Fact]
    public async Task Spark_is_found_by_the_line_or_by_the_variables_and_needs_no_flink()
    {
        var variables = new Dictionary<string, string> { ["CTRBENCH_KAFKA"] = "kafka:9092", ["CTRBENCH_SPARK"] = "http://spark:15002", ["CTRBENCH_SPARK_TOKEN"] = "s3cret" };
        var plan = await CliRig.PlanOf<ValidateLivePlan>("validate --engine spark --scripts 40 --seed 7", variables);
        Assert.Equal((EngineId.Spark, new SparkConnection(new Uri("http://spark:15002"), "s3cret"), 40, 1, 7, null), (plan.Engine, plan.Spark, plan.Scripts, plan.Runs, plan.Seed, plan.FlinkGateway));
        Assert.DoesNotContain("s3cret", plan.ToString());
        Assert.Null((await CliRig.PlanOf<ValidateLivePlan>("validate --engine flink --flink-gateway http://g:1 --flink-rest http://r:1", variables)).Spark);
    }

    [Theory]
    [InlineData("validate --engine spark --kafka a:1", "--spark: is missing, and CTRBENCH_SPARK is not set: --spark http://localhost:15002")]
    [InlineData("validate --engine spark --kafka a:1 --spark http://s:1 --flink-rest http://r:1", "--flink-rest http://r:1: has no effect on spark; leave it out")]
    [InlineData("validate --engine flink --kafka a:1 --spark http://s:1", "--spark http://s:1: has no effect on flink; leave it out")]
    [InlineData("validate --engine microbatch --kafka a:1", "--engine microbatch: live validation runs on flink or spark; for recordings of any engine use --transcript")]
    public async Task What_does_not_fit_together_is_refused(string line, string words) =>
        Assert.Equal(words, (await CliRig.RefusalOf(line)).Split('\n')[0]);

    [Fact]
    public void Batches_of_a_spark_are_counted_and_one_that_differs_makes_the_answer_no()
    {
        var run = new SparkBatchReport(30, 6_000, 50, 1, 12, []);
        var outcome = new ValidateLiveOutcome("spark 4.1.1", [Same], []) { BatchRuns = [run], Recorded = new(0, 9, 8, 3) };
        var (report, words) = Report(outcome);
        Assert.Equal(ExitCode.Good, report.Code);
        Assert.Equal("spark 4.1.1\nscripts, batch by batch: 1 equal, 0 different, 0 unreadable\nrecorded: 9 batches, 8 results, 3 late\nrun 1, batch by batch: 30 batches, 6,000 records, 50 results, 1 duplicate, 12 late windows, 0 different\n", words);
        var (no, why) = Report(outcome with { BatchRuns = [run with { Differences = [new Difference("batch 5", "watermark_ms", "1", "2")] }] });
        Assert.Equal(ExitCode.RunSaysNo, no.Code);
        Assert.Contains("  batch 5, watermark_ms: expected 1, got 2\n", why);
    }

    private static (VerbReport Report, string Words) Report(ValidateLiveOutcome outcome)
    {
        var report = ValidateLiveReport.Of(outcome);
        var text = new StringWriter();
        report.Print(Consoles.On(text, terminal: false, name => name == "COLUMNS" ? "1000" : null));
        return (report, text.ToString().ReplaceLineEndings("\n"));
    }
}
