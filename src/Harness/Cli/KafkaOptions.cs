using System.CommandLine;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Cli;

/// <summary>
/// A real broker. A verb that can do without one uses it only when --kafka stands on the line: the variable then gives the address, so that
/// a machine that has it set still runs everything else in process.
/// </summary>
internal static class KafkaOptions
{
    /// <summary>Default topic of events.</summary>
    public const string StandardEventsTopic = "ad_events_topic";

    /// <summary>Default topic of results.</summary>
    public const string StandardResultsTopic = "ctr_results_topic";

    private const string Variable = "CTRBENCH_KAFKA";
    private const int LongestTopic = 249;

    /// <summary>The broker; its value may be left to the variable.</summary>
    public static readonly ValueOption<string> Kafka = Address(
        $"Use a real broker, host:port; without address the one of {Variable}. Left out, topics are in memory");

    /// <summary>The broker of verbs that need one.</summary>
    public static readonly ValueOption<string> NeededKafka = Address($"The broker, host:port; by default the one of {Variable}");

    /// <summary>Client properties.</summary>
    public static readonly Option<string> Config = ValueOption.Text("--kafka-config", "file",
        "Properties of the Kafka client, one name=value per line, such as security.protocol and sasl.password; values are never printed");

    /// <summary>Deleting what is not ours.</summary>
    public static readonly Option<bool> Recreate =
        ValueOption.Switch("--recreate-topics", "Delete topics with these names even if no earlier run created them");

    /// <summary>The topic of events.</summary>
    public static readonly ValueOption<string> EventsTopic = EventsTopicOf(StandardEventsTopic);

    private static readonly ValueOption<string> ResultsTopic = ResultsTopicOf(StandardResultsTopic);

    /// <summary>What every verb that uses a broker has, beside its --kafka.</summary>
    public static readonly IReadOnlyList<Option> Common = [Config, EventsTopic, ResultsTopic];

    /// <summary>The broker of a verb that can do without; null when the line names none.</summary>
    /// <exception cref="UsageException">The address is unknown, or an option has no effect without a broker.</exception>
    public static BrokerPlan? Read(ParseResult line, Func<string, string?> environment)
    {
        if (line.Gives(Kafka)) return Read(line, Kafka, environment);
        foreach (var option in Common.Append(Recreate))
            line.Refuse(option, "has no effect without a broker; add --kafka, or leave it out");
        return null;
    }

    /// <summary>The broker of a verb that needs one.</summary>
    /// <exception cref="UsageException">Nothing names a broker, or a value cannot be used.</exception>
    public static BrokerPlan ReadNeeded(ParseResult line, Func<string, string?> environment) => Read(line, NeededKafka, environment);

    /// <summary>The broker and the topic of events alone, for a verb that has no results.</summary>
    /// <exception cref="UsageException">The address is unknown, or a value cannot be used.</exception>
    public static BrokerPlan ReadEvents(ParseResult line, Func<string, string?> environment) =>
        new(AddressOf(line, Kafka, environment), ConfigFile(line), line.Of(EventsTopic), StandardResultsTopic, RecreateTopics: false);

    /// <summary>The topic of events, with another default.</summary>
    public static ValueOption<string> EventsTopicOf(string standard) =>
        new("--events-topic", "name", "Topic of events on the broker", ReadTopic, standard);

    /// <summary>The topic of results, with another default.</summary>
    public static ValueOption<string> ResultsTopicOf(string standard) =>
        new("--results-topic", "name", "Topic of results on the broker", ReadTopic, standard);

    /// <summary>The address of a broker, which is needed.</summary>
    /// <exception cref="UsageException">Nothing names a broker.</exception>
    public static string AddressOf(ParseResult line, ValueOption<string> option, Func<string, string?> environment) =>
        option.Find(line, environment) ?? throw option.Missing("is missing");

    /// <summary>The file of client properties; null when none is given.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static string? ConfigFile(ParseResult line)
    {
        if (line.GetValue(Config) is not { } path) return null;
        if (Directory.Exists(path)) throw new UsageException(Config.Name, path, "is a folder; name a file of name=value lines");
        return File.Exists(path) ? path : throw new UsageException(Config.Name, path, "no such file");
    }

    private static BrokerPlan Read(ParseResult line, ValueOption<string> option, Func<string, string?> environment)
    {
        var plan = new BrokerPlan(
            AddressOf(line, option, environment), ConfigFile(line), line.Of(EventsTopic), line.Of(ResultsTopic),
            line.GetValue(Recreate));
        return plan.EventsTopic != plan.ResultsTopic
            ? plan
            : throw new UsageException(ResultsTopic.Name, plan.ResultsTopic, "is also the topic of events; use another topic for results");
    }

    private static string ReadTopic(string option, string name)
    {
        var legal = name.Length is > 0 and <= LongestTopic && name is not ("." or "..")
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return legal
            ? name
            : throw new UsageException(
                option, name, $"not a valid topic name: 1 to {LongestTopic} letters, digits, dots, dashes, underscores");
    }

    private static ValueOption<string> Address(string description) =>
        new("--kafka", "address", description, EndpointText.ParseBrokers)
        {
            Arity = ArgumentArity.ZeroOrOne,
            Variable = Variable,
            Example = "localhost:9092",
        };
}
