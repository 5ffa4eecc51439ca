using System.CommandLine;
using CtrBench.Engines.FlinkSql;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary>What <c>validate --engine</c> takes besides recordings.</summary>
internal static class ValidateLiveOptions
{
    /// <summary>The real engine.</summary>
    public static readonly Option<string> Engine =
        OptionReading.New("--engine", "name", "Real engine to run scripts and judged runs on, live: flink");

    private const int MostPieces = 10_000;
    private const string EventsTopic = "ctrbench_validate_events";
    private const string ResultsTopic = "ctrbench_validate_results";

    private static readonly Option<string> Scripts =
        OptionReading.New("--scripts", "n", "Random scripts: each step of the engine must be the twin's", "4");

    private static readonly Option<string> Runs =
        OptionReading.New("--runs", "n", "Runs in the engine's default mode, with a verdict on each window", "1");

    private static readonly Option<string> Seed = OptionReading.New("--seed", "n", "Seed of the first script and run", "1");

    private static readonly Option<string> Record =
        OptionReading.New("--record", "dir", "Folder that keeps a recording of every script and case");

    private static readonly Option<string[]> Cases = new("--case")
    {
        HelpName = "path...",
        Description = "Recordings whose events are run afresh on this engine and version",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Option> All =
        [Engine, KafkaOptions.NeededKafka, KafkaOptions.Config, .. FlinkOptions.All, Scripts, Cases, Runs, Seed, Record];

    /// <summary>The plan of a line that names an engine.</summary>
    /// <exception cref="UsageException">A value cannot be used, or an address is missing.</exception>
    public static ValidateLivePlan Read(ParseResult line, VerbSession session)
    {
        var choice = EngineChoice.ParseAny(Engine.Name, line.TextOf(Engine)!);
        if (choice.Name != FlinkSqlEngine.EngineName)
        {
            throw new UsageException(
                Engine.Name, choice.Name,
                $"live validation runs on {FlinkSqlEngine.EngineName}; recordings of any engine go by --transcript");
        }

        var kafka = KafkaOptions.AddressOf(line, KafkaOptions.NeededKafka, session.Environment)?.Address
            ?? throw new UsageException(
                "--kafka", null, $"names no broker, and {KafkaOptions.Variable} is not set: --kafka localhost:9092");
        return new ValidateLivePlan(
            choice.Name,
            new BrokerPlan(kafka, KafkaOptions.ConfigFile(line), EventsTopic, ResultsTopic, RecreateTopics: false),
            FlinkOptions.GatewayOf(line, session.Environment), FlinkOptions.RestOf(line, session.Environment),
            line.CountOf(Scripts, 0, MostPieces), line.GetValue(Cases) ?? [], line.CountOf(Runs, 0, MostPieces),
            line.CountOf(Seed, 0, int.MaxValue - 2 * MostPieces), line.TextOf(Record));
    }

    /// <summary>Refuses them on a line that only replays recordings.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public static void Refuse(ParseResult line)
    {
        foreach (var option in All) line.Refuse(option, $"says nothing without a real engine; give {Engine.Name} too, or leave it out");
    }
}
