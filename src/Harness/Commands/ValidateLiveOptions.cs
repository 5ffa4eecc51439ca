using System.CommandLine;
using CtrBench.Engines.Composition;
using CtrBench.Engines.FlinkSql;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary>What <c>validate --engine</c> takes besides recordings.</summary>
internal static class ValidateLiveOptions
{
    /// <summary>The real engine.</summary>
    public static readonly Option<string> Engine =
        OptionReading.New("--engine", "name", "Real engine to run scripts and judged runs on, live: flink or spark");

    private const int MostPieces = 10_000;
    private const string EventsTopic = "ctrbench_validate_events";
    private const string ResultsTopic = "ctrbench_validate_results";

    private static readonly Option<string> Scripts =
        OptionReading.New("--scripts", "n", "Random scripts: each step or batch of the engine must be the twin's", "4");

    private static readonly Option<string> Runs =
        OptionReading.New("--runs", "n", "Runs on live traffic, with a verdict on each window (flink) or batch (spark)", "1");

    private static readonly Option<string> Seed = OptionReading.New("--seed", "n", "Seed of the first script and run", "1");

    private static readonly Option<string> Record =
        OptionReading.New("--record", "dir", "Folder that keeps a recording of every script and case");

    private static readonly Option<string[]> Cases = new("--case")
    {
        HelpName = "path...",
        Description = "Scripts of events (docs/validate.md), or recordings, whose events are run on this engine and version",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        Engine, KafkaOptions.NeededKafka, KafkaOptions.Config, .. FlinkOptions.All, .. SparkOptions.All, Scripts, Cases, Runs, Seed, Record,
    ];

    /// <summary>The plan of a line that names an engine.</summary>
    /// <exception cref="UsageException">A value cannot be used, or an address is missing.</exception>
    public static ValidateLivePlan Read(ParseResult line, VerbSession session)
    {
        var name = EngineChoice.ParseAny(Engine.Name, line.TextOf(Engine)!).Name;
        if (name is not (FlinkSqlEngine.EngineName or EngineCatalog.Spark))
        {
            throw new UsageException(
                Engine.Name, name,
                $"live validation runs on {FlinkSqlEngine.EngineName} or {EngineCatalog.Spark}; recordings of any engine go by "
                + "--transcript");
        }

        var isSpark = name == EngineCatalog.Spark;
        foreach (var option in isSpark ? FlinkOptions.All : SparkOptions.All)
            line.Refuse(option, $"says nothing about {name}; leave it out");
        var kafka = KafkaOptions.AddressOf(line, KafkaOptions.NeededKafka, session.Environment)?.Address
            ?? throw new UsageException(
                "--kafka", null, $"names no broker, and {KafkaOptions.Variable} is not set: --kafka localhost:9092");
        return new ValidateLivePlan(
            name, new BrokerPlan(kafka, KafkaOptions.ConfigFile(line), EventsTopic, ResultsTopic, RecreateTopics: false),
            line.CountOf(Scripts, 0, MostPieces), line.GetValue(Cases) ?? [], line.CountOf(Runs, 0, MostPieces),
            line.CountOf(Seed, 0, int.MaxValue - 2 * MostPieces), line.TextOf(Record))
        {
            FlinkGateway = isSpark ? null : FlinkOptions.GatewayOf(line, session.Environment),
            FlinkRest = isSpark ? null : FlinkOptions.RestOf(line, session.Environment),
            Spark = isSpark ? SparkOptions.ReadNeeded(line, session.Environment) : null,
        };
    }

    /// <summary>Refuses them on a line that only replays recordings.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public static void Refuse(ParseResult line)
    {
        foreach (var option in All) line.Refuse(option, $"says nothing without a real engine; give {Engine.Name} too, or leave it out");
    }
}
