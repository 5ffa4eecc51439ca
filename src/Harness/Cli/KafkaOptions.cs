using System.CommandLine;
using CtrBench.Harness.Commands;

namespace CtrBench.Harness.Cli;

/// <summary>
/// A real broker. A verb that can do without one uses it only when --kafka stands on the line: the variable then gives the address, so that
/// a machine that has it set still runs everything else in process.
/// </summary>
internal static class KafkaOptions
{
    /// <summary>The environment variable with the address.</summary>
    public const string Variable = "CTRBENCH_KAFKA";

    /// <summary>Topic of events unless said.</summary>
    public const string StandardEventsTopic = "ad_events_topic";

    /// <summary>Topic of results unless said.</summary>
    public const string StandardResultsTopic = "ctr_results_topic";

    private const int LongestTopic = 249;

    /// <summary>The broker; its value may be left to the variable.</summary>
    public static readonly Option<string> Kafka = Address(
        $"Use a real broker, host:port; without address the one of {Variable}. Left out, topics are in memory");

    /// <summary>The broker of verbs that need one.</summary>
    public static readonly Option<string> NeededKafka = Address($"The broker, host:port; by default the one of {Variable}");

    /// <summary>Client properties.</summary>
    public static readonly Option<string> Config = OptionReading.New("--kafka-config", "file",
        "Properties of the Kafka client, name=value a line, such as security.protocol and sasl.password; values are never printed");

    /// <summary>Topic of events.</summary>
    public static readonly Option<string> EventsTopic =
        OptionReading.New("--events-topic", "name", "Topic of events on the broker", StandardEventsTopic);

    /// <summary>Topic of results.</summary>
    public static readonly Option<string> ResultsTopic =
        OptionReading.New("--results-topic", "name", "Topic of results on the broker", StandardResultsTopic);

    /// <summary>Deleting what is not ours.</summary>
    public static readonly Option<bool> Recreate = new("--recreate-topics")
    {
        Description = "Delete topics of these names even when they are not of an earlier run",
    };

    /// <summary>What every verb that speaks to a broker has, beside its --kafka.</summary>
    public static readonly IReadOnlyList<Option> Common = [Config, EventsTopic, ResultsTopic];

    /// <summary>The broker of a verb that can do without; null when the line names none.</summary>
    /// <exception cref="UsageException">A value cannot be used, or an option says nothing without a broker.</exception>
    public static BrokerPlan? Read(ParseResult line, Func<string, string?> environment)
    {
        if (line.Gives(Kafka)) return Read(line, Kafka, environment);
        foreach (var option in Common.Append(Recreate))
            line.Refuse(option, "says nothing without a broker; give --kafka too, or leave it out");
        return null;
    }

    /// <summary>The broker of a verb that needs one.</summary>
    /// <exception cref="UsageException">A value cannot be used, or nothing names a broker.</exception>
    public static BrokerPlan ReadNeeded(ParseResult line, Func<string, string?> environment) => Read(line, NeededKafka, environment);

    /// <summary>The address that an option or the variable gives, and which of them; null when neither does.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public static (string Address, string Origin)? AddressOf(ParseResult line, Option<string> option, Func<string, string?> environment)
    {
        if (line.GetResult(option) is { Tokens: [var token, ..] })
            return (EndpointText.ParseBrokers(option.Name, token.Value), option.Name);
        return environment(Variable) is { Length: > 0 } text ? (EndpointText.ParseBrokers(Variable, text), Variable) : null;
    }

    /// <summary>The file of client properties; null when none is given.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static string? ConfigFile(ParseResult line)
    {
        if (line.TextOf(Config) is not { } path) return null;
        if (Directory.Exists(path)) throw new UsageException(Config.Name, path, "is a folder; name a file of name=value lines");
        return File.Exists(path) ? path : throw new UsageException(Config.Name, path, "no such file");
    }

    private static BrokerPlan Read(ParseResult line, Option<string> option, Func<string, string?> environment)
    {
        var (address, _) = AddressOf(line, option, environment)
            ?? throw new UsageException(option.Name, null, $"names no broker, and {Variable} is not set: {option.Name} localhost:9092");
        var plan = new BrokerPlan(address, ConfigFile(line), Topic(line, EventsTopic), Topic(line, ResultsTopic), line.Gives(Recreate));
        return plan.EventsTopic != plan.ResultsTopic
            ? plan
            : throw new UsageException(ResultsTopic.Name, plan.ResultsTopic, "is the topic of events too; give results one of their own");
    }

    private static string Topic(ParseResult line, Option<string> option)
    {
        var name = line.ValueOf(option);
        var legal = name.Length is > 0 and <= LongestTopic && name is not ("." or "..")
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return legal
            ? name
            : throw new UsageException(option.Name, name,
                $"no name for a topic: 1 to {LongestTopic} letters, digits, dots, dashes, underscores");
    }

    private static Option<string> Address(string description)
    {
        var option = OptionReading.New("--kafka", "address", description);
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }
}
