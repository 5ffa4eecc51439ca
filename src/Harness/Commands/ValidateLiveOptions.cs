using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary>What <c>validate --engine</c> takes besides recordings.</summary>
internal static class ValidateLiveOptions
{
    private const int MostPieces = 10_000;

    private static readonly ValueOption<string> EventsTopic = KafkaOptions.EventsTopicOf("ctrbench_validate_events");

    private static readonly ValueOption<string> ResultsTopic = KafkaOptions.ResultsTopicOf("ctrbench_validate_results");

    private static readonly ValueOption<int> Scripts = ValueOption.Count<int>(
        "--scripts", "Random scripts: each step or batch of the engine must be the twin's", "4", 0, MostPieces);

    private static readonly ValueOption<int> Runs = ValueOption.Count<int>(
        "--runs", "Runs on live traffic, with a verdict on each window (flink) or batch (spark)", "1", 0, MostPieces);

    private static readonly ValueOption<ulong> Seed = ValueOption.Count<ulong>(
        "--seed", "Seed of the first script and run", "1", 0, int.MaxValue - 2 * MostPieces);

    private static readonly Option<bool> Sliding =
        ValueOption.Switch("--sliding", "Scripts and runs with sliding windows instead of tumbling ones");

    private static readonly Option<string> Record =
        ValueOption.Text("--record", "dir", "Folder that keeps a recording of every script and case");

    private static readonly Option<string[]> Cases = ValueOption.Texts("--case", "path...",
        "Scripts of events (docs/validate.md), or recordings, whose events are run on this engine and version");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        EngineOptions.Real, KafkaOptions.NeededKafka, KafkaOptions.Config, EventsTopic, ResultsTopic, .. FlinkOptions.All,
        .. SparkOptions.All, Scripts, Cases, Runs, Seed, Sliding, Record,
    ];

    /// <summary>The plan of a line that names an engine.</summary>
    /// <exception cref="UsageException">A value cannot be used, or an address is missing.</exception>
    public static ValidateLivePlan Read(ParseResult line, VerbSession session)
    {
        var engine = line.Of(EngineOptions.Real);
        var isSpark = engine == EngineId.Spark;
        foreach (var option in isSpark ? FlinkOptions.All : SparkOptions.All)
            line.Refuse(option, $"has no effect on {engine.Name}; leave it out");
        var kafka = KafkaOptions.AddressOf(line, KafkaOptions.NeededKafka, session.Environment);
        var broker = new BrokerPlan(
            kafka, KafkaOptions.ConfigFile(line), line.Of(EventsTopic), line.Of(ResultsTopic), RecreateTopics: false);
        var plan = new ValidateLivePlan(
            engine, broker,
            line.Of(Scripts), line.GetValue(Cases) ?? [], line.Of(Runs), (int)line.Of(Seed), line.GetValue(Record), line.GetValue(Sliding));
        if (isSpark) return plan with { Spark = SparkOptions.ReadNeeded(line, session.Environment) };
        var (gateway, rest) = FlinkOptions.ReadNeeded(line, session.Environment);
        return plan with { FlinkGateway = gateway, FlinkRest = rest };
    }

    /// <summary>Refuses them on a line that only replays recordings.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public static void Refuse(ParseResult line)
    {
        foreach (var option in All)
            line.Refuse(option, $"has no effect without a real engine; add {EngineOptions.Name}, or leave it out");
    }
}
