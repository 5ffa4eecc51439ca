using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>doctor</c>: which endpoints answer, their versions, and what to do about those that do not.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string> Gateway = Endpoint("--flink-gateway", "Flink's SQL Gateway", "CTRBENCH_FLINK_GATEWAY");
    private static readonly Option<string> Rest = Endpoint("--flink-rest", "Flink's JobManager", "CTRBENCH_FLINK_REST");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "doctor",
        Summary = "Tell which endpoints answer at the configured addresses, their versions, the broker's clock, and what to do",
        Examples =
        [
            "doctor --kafka localhost:9092",
            "doctor --kafka localhost:9092 --flink-gateway http://localhost:8083 --flink-rest http://localhost:8081 "
                + "--spark sc://localhost:15002",
        ],
        Options = [KafkaOptions.NeededKafka, KafkaOptions.Config, Gateway, Rest, .. SparkOptions.All],
        Body = (line, session, ct) =>
        {
            var kafka = KafkaOptions.AddressOf(line, KafkaOptions.NeededKafka, session.Environment)?.Address;
            if (kafka is null) line.Refuse(KafkaOptions.Config, "says nothing without a broker; give --kafka too, or leave it out");
            var plan = new DoctorPlan(
                kafka, KafkaOptions.ConfigFile(line),
                UrlOf(line, session, Gateway, "CTRBENCH_FLINK_GATEWAY", "http://localhost:8083"),
                UrlOf(line, session, Rest, "CTRBENCH_FLINK_REST", "http://localhost:8081"),
                SparkOptions.Read(line, session.Environment));
            return session.Runs.DoctorAsync(plan, session, ct);
        },
    };

    private static Uri? UrlOf(ParseResult line, VerbSession session, Option<string> option, string variable, string example)
    {
        if (line.TextOf(option) is { } given) return EndpointText.ParseUrl(option.Name, given, example, "http", "https");
        return session.Environment(variable) is { Length: > 0 } text
            ? EndpointText.ParseUrl(variable, text, example, "http", "https")
            : null;
    }

    private static Option<string> Endpoint(string name, string what, string variable) =>
        OptionReading.New(name, "url", $"{what}; by default the one of {variable}");
}
