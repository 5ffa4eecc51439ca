using System.Text.Json;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Tests.Harness.Cli;

namespace CtrBench.Tests.Harness.Commands;

/// <summary><c>validate --engine</c>: the line that becomes a plan, and the words that become of an outcome.</summary>
public sealed class ValidateLiveTests
{
    private static readonly LiveReport Run = new(50, 40, 10, 7, 0, [], 6_000, 12, 11);
    private static readonly LiveReport Wrong = Run with { Differences = [new Difference("window 5", "result", "nothing", "something")] };
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
        Assert.Equal(("flink", "kafka:9092", new Uri("http://gateway:8083"), new Uri("http://other:1")), (plan.Engine, plan.Broker.Address, plan.FlinkGateway, plan.FlinkRest));
        Assert.Equal((40, 0, 7, "out"), (plan.Scripts, plan.Runs, plan.Seed, plan.RecordFolder));
        Assert.Equal(["x.json", "y.json"], plan.Cases);
    }

    [Fact]
    public void Agreement_is_good_and_states_the_undetermined_share()
    {
        var (report, words) = Report(new ValidateLiveOutcome("flink 2.2.1", [Same], [Run]));
        Assert.Equal(ExitCode.Good, report.Code);
        Assert.Equal("flink 2.2.1\nscripts, step by step: 1 equal, 0 different, 0 unreadable\nrun 1, window by window: 50 windows, 40 equal, 10 undetermined (20 %; the twin's too in 7), 0 different; 12 of 6000 rows late, the engine counted 11\n", words);
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

    private static (VerbReport Report, string Words) Report(ValidateLiveOutcome outcome)
    {
        var report = ValidateLiveReport.Of(outcome);
        var text = new StringWriter();
        report.Print(Consoles.On(text, terminal: false, _ => null));
        return (report, text.ToString().ReplaceLineEndings("\n"));
    }
}
