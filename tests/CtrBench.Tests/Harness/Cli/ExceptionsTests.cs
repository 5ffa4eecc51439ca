using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Live;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Traffic.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Traces;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Events;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>Every exception that is thrown on purpose has its words and its exit code, and none of them is shown as a bug.</summary>
public sealed partial class ExceptionsTests
{
    private static readonly Assembly[] Assemblies = [.. new[] { typeof(CtrBenchException), typeof(TransportException), typeof(IStreamEngine), typeof(Program) }
        .Select(type => type.Assembly).Distinct()];

    /// <summary>One of each type.</summary>
    private static readonly CtrBenchException[] Samples =
    [
        new OutputException(new IOException("No space left on device")),
        new CheckpointException("state", "is of another query", "Name another folder"),
        new EngineFailedException("The job failed: out of memory"),
        new EngineSetupException("Flink has no Kafka connector", "Put the jar into its lib folder"),
        new FlinkRequestException("no answer within 30 s"),
        new FlinkStatementException(new FlinkStatement("SELECT 1", []), "syntax error", null, new IOException("gone")),
        new KafkaConfigException("a.properties, line 1: no"),
        new MemoryFullException("22 GB", "24 GB"),
        new OffsetNotKeptException("t", 0, 1, 5, 9),
        new PartitionsAddedException("t", 1, 3, "A twin does not follow new partitions"),
        new ProducerFailedException("producer-1", [new ProducerResult { ProducerId = "producer-1" }], new TransportException("gone")),
        new QueryRefusedException("trigger", "-1 ms: an interval cannot be negative"),
        new RecordsRemovedException("t", 0, 2, 8, "Spark ends such a query"),
        new ResultsNotStoredException(6),
        new RunFolderException("runs/a", "the run failed", "Run again"),
        new SparkQueryException("Division by zero", "DIVIDE_BY_ZERO"),
        new TopicReplacedException("t", "AAAA", "BBBB"),
        new TraceException("Trace clicks.csv is empty", "Give a CSV"),
        new TranscriptException("format is 2; this version reads format 1"),
        new TransportException("Kafka at a:1: nothing answers", "Start it"),
        new UnknownTopicException("clicks", []),
        new UsageException("--delay", "20", "a duration needs a unit"),
    ];

    [Fact]
    public void Every_exception_type_has_its_words_and_its_exit_code()
    {
        var types = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Exception)) && !type.IsAbstract && !type.Namespace!.StartsWith("Spark.", StringComparison.Ordinal));
        Assert.Equal(types.Select(type => type.Name).Order(), Samples.Select(sample => sample.GetType().Name).Order());
        foreach (var sample in Samples)
        {
            Assert.NotEmpty(sample.Problem);
            var fault = Faults.Of(sample, interrupted: false);
            var known = sample.Kind == ErrorKind.BadInput ? ExitCode.Misuse : ExitCode.SetupFailed;
            Assert.Equal(sample is RecordsRemovedException ? ExitCode.RunSaysNo : known, fault.Code);
            Assert.Contains(sample is UnknownTopicException ? "does not exist" : sample.Problem, fault.Message);
            Assert.DoesNotContain("bug", fault.Message);
            Assert.DoesNotContain("..", fault.Message);
        }
    }

    [Fact]
    public void A_message_is_the_problem_and_the_remedy()
    {
        Assert.Equal("a: b. Do c.", new TransportException("a: b", "Do c").Message);
        Assert.Equal("a: b. Do c.", new TransportException("a: b.", "Do c.").Message);
        Assert.Equal("a: b. Is it up?", new TransportException("a: b", "Is it up?").Message);
        Assert.Equal("a: b", new TransportException("a: b").Message);
        Assert.Equal("Do c", new TransportException("a: b", "Do c").Remedy);
    }

    [Fact]
    public void Every_setting_that_a_library_names_is_known_to_the_program_by_its_options()
    {
        const BindingFlags Constants = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var settings = Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetFields(Constants))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string) && field.Name.EndsWith("Setting", StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.InRange(settings.Count, 8, 100);
        Assert.All(settings, setting => Assert.True(Remedies.BySetting.ContainsKey(setting), setting));
        var options = Program.Verbs.SelectMany(verb => verb.Options).Select(option => option.Name).ToHashSet();
        Assert.All(Remedies.BySetting.Values.SelectMany(words => OptionName().Matches(words)), option => Assert.Contains(option.Value, options));
    }

    [Fact]
    public void A_remedy_names_the_options_of_what_it_speaks_of()
    {
        var nobody = KafkaFaults.Of(new() { BootstrapServers = "here:9092" }, "asking", new Error(ErrorCode.Local_AllBrokersDown));
        Assert.DoesNotContain("--", nobody.Message);
        Assert.EndsWith("or set its address with --kafka or CTRBENCH_KAFKA.", Remedies.MessageOf(nobody));
        var stranger = TopicRules.Refusal(new("t", 1), new TopicFinding("t", 1, true, 7, true, 7, "x", null, 0));
        Assert.EndsWith("(--events-topic and --results-topic, or --recreate-topics).", Remedies.MessageOf(stranger));
    }

    [Fact]
    public void A_producer_that_has_a_bug_is_a_bug_and_one_that_met_a_full_disk_is_not()
    {
        Assert.Equal(ExitCode.Bug, Of(new InvalidOperationException("a table is empty")));
        Assert.Equal(ExitCode.SetupFailed, Of(new IOException("read error")));
        Assert.Equal(ExitCode.Misuse, Of(new TraceException("Trace a is empty")));

        static ExitCode Of(Exception cause) =>
            Faults.Of(new ProducerFailedException("p", [new ProducerResult { ProducerId = "p" }], cause), interrupted: false).Code;
    }

    public static readonly TheoryData<Exception> OfServers = new()
    {
        new RpcException(new Status(StatusCode.Unavailable, "connection reset")), new SocketException(111), new HttpRequestException("refused"),
        new KafkaException(ErrorCode.Local_Transport), new TimeoutException("no answer"),
        new System.Security.Authentication.AuthenticationException("the certificate is not trusted"),
        new TaskCanceledException("HttpClient.Timeout", new TimeoutException()),
    };

    [Theory]
    [MemberData(nameof(OfServers))]
    public void No_error_of_a_server_is_a_bug(Exception error) => Assert.Equal(ExitCode.SetupFailed, Faults.Of(error, interrupted: false).Code);

    /// <summary>
    /// A broker that is away for longer than records wait (message.timeout.ms, 5 min unless said) refuses an engine's results, which ends
    /// the run: by the writer's reasons, and not as a bug.
    /// </summary>
    [Fact]
    public async Task A_broker_that_is_away_for_too_long_is_no_bug()
    {
        var ct = TestContext.Current.CancellationToken;
        using var broker = new MockBroker();
        broker.CreateTopic("t", 1);
        var settings = broker.Settings with { Properties = new Dictionary<string, string> { ["message.timeout.ms"] = "100" } };
        await using var writer = new KafkaWriter(settings, "t", 1, new FakeTimeProvider());
        broker.SetDown();
        var results = new ResultBatch();
        results.Add(new WindowResult(0, 10_000, 0, new CtrCounts()));
        var output = new ResultsSink(writer, 1, grouped: false, new KeyTable());

        var error = await Assert.ThrowsAsync<ResultsNotStoredException>(() => output.StoreAsync(results, ct).AsTask().WaitAsync(ct));
        var fault = Faults.Of(error, interrupted: false);
        Assert.Equal(ExitCode.SetupFailed, fault.Code);
        Assert.StartsWith("1 result was rejected by the results topic. 1 not stored: not stored within 5 min", fault.Message);
        Assert.Contains("message.timeout.ms", fault.Message);
    }

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex OptionName();
}
