using System.Text.Json;
using CtrBench.Engines;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Traces;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Cli;

public sealed class CommandLineTests
{
    public static readonly TheoryData<Exception, int, string> Failures = new()
    {
        { new UsageException("--delay", "20", "a duration needs a unit"), 2, "--delay 20: a duration needs a unit" },
        { new QueryRefusedException("CtrQuery.WindowMs", "0 ms: a window must be longer than 0"), 2, "--window: 0 ms: a window must be longer than 0" },
        { new TraceException("Trace clicks.csv is empty."), 2, "Trace clicks.csv is empty." },
        { new RunFolderException("runs/a", "the run failed", "Run again"), 2, "runs/a: the run failed. Run again." },
        { RunFolderException.FromWrite("runs/a", new IOException("No space left on device", 28)), 3, "runs/a: the disk is full. Free some space" },
        { RunFolderException.FromWrite("runs/a", new UnauthorizedAccessException("denied")), 3, "runs/a: cannot be written (denied)." },
        { new EngineSetupException("no broker at localhost:9092; start one"), 3, "no broker at localhost:9092; start one" },
        { new IOException("No space left on device", 28), 3, "no space left: No space left on device; free some space, or write elsewhere with --out" },
        { new UnauthorizedAccessException("Access to the path '/x' is denied."), 3, "Access to the path '/x' is denied. Check its permissions" },
        { new IOException("read error"), 3, "read error" },
        { new TransportException("Kafka at a:1: nothing answers."), 3, "Kafka at a:1: nothing answers." },
        { new UnknownTopicException("clicks", []), 3, "topic 'clicks' does not exist on the broker. ctrbench produce creates the topics" },
        { new KafkaConfigException("a.properties, line 1: no"), 2, "a.properties, line 1: no" },
        { new CheckpointException("state", "is of another query", "Name another folder"), 3, "state: is of another query. Name another folder." },
        { new ProducerFailedException("producer-1", [new ProducerResult { ProducerId = "producer-1" }], new TransportException("gone")), 3, "Producer 'producer-1' failed after 0 events" },
        { new AggregateException(new EngineSetupException("no broker")), 3, "no broker" },
        { new InvalidOperationException("a table of mine is empty"), 70, "this is a bug in ctrbench, please report it: InvalidOperationException: a table" },
        { new TaskCanceledException("nobody asked for it"), 70, "this is a bug in ctrbench" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_kind_of_failure_has_its_exit_code_and_message(Exception failure, int code, string words)
    {
        var rig = new CliRig { Failure = failure };
        Assert.Equal(code, (int)await rig.RunAsync("run"));
        Assert.Contains($"ctrbench: {words}", rig.Error);
        Assert.Equal("", rig.Output);
    }

    [Fact]
    public async Task A_bug_shows_its_stack_and_a_misuse_does_not()
    {
        var bug = new CliRig { Failure = new InvalidOperationException("a table of mine is empty") };
        var misuse = new CliRig { Failure = new UsageException("--x: no") };
        await bug.RunAsync("run");
        await misuse.RunAsync("run");
        Assert.Contains("System.InvalidOperationException: a table of mine is empty\n   at ", bug.Error);
        Assert.DoesNotContain("   at ", misuse.Error);
    }

    [Fact]
    public async Task Ctrl_C_has_its_own_exit_code()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var rig = new CliRig { Failure = new OperationCanceledException(cancel.Token), Cancellation = cancel.Token };
        Assert.Equal(130, (int)await rig.RunAsync("run"));
        Assert.Contains("interrupted", rig.Error);
    }

    [Theory]
    [InlineData("run --json", "kept")]
    [InlineData("run --json --delay 20", "error")]
    [InlineData("--json", "error")]
    [InlineData("nonsense --json", "error")]
    [InlineData("run --json --nonsense", "error")]
    [InlineData("validate --json --transcript no/such", "error")]
    public async Task With_json_standard_output_is_one_object_whatever_happens(string line, string property)
    {
        var rig = new CliRig();
        await rig.RunAsync(line);
        using var answer = JsonDocument.Parse(rig.Output);
        Assert.Equal(property, Assert.Single(answer.RootElement.EnumerateObject()).Name);
    }

    [Fact]
    public async Task An_error_as_json_names_kind_exit_code_option_and_message()
    {
        var rig = new CliRig();
        await rig.RunAsync("run --delay 20 --json");
        var error = JsonDocument.Parse(rig.Output).RootElement.GetProperty("error");
        Assert.Equal("usage", error.GetProperty("kind").GetString());
        Assert.Equal(2, error.GetProperty("exit_code").GetInt32());
        Assert.Equal("--delay", error.GetProperty("option").GetString());
        Assert.Equal("--delay 20: a duration needs a unit: 20s, 500ms, 10m", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Without_json_the_answer_is_words_and_the_plan_goes_to_standard_error()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("run --engine continuous --out some/folder"));
        Assert.Equal("kept\n", rig.Output);
        Assert.Equal("continuous: spp, 5000/s by 1 producer for 10m on 2 partitions, seed 1; windows of 10s, watermark delay 20s -> some/folder\n", rig.Error);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync("--version"));
        Assert.NotEmpty(Assert.Single(rig.Output.TrimEnd().Split('\n')));
    }
}
