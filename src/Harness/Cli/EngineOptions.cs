using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Which engines, and where the real ones live.</summary>
internal static class EngineOptions
{
    /// <summary>One engine.</summary>
    public static readonly Option<string> Engine = OptionReading.New("--engine", "name",
        "microbatch (follows Spark's rules) or continuous (follows Flink's), both in process", "microbatch");

    /// <summary>One engine of any kind.</summary>
    public static readonly Option<string> AnyEngine = OptionReading.New("--engine", "name",
        "microbatch (follows Spark's rules) or continuous (follows Flink's), both in process; or a real one on --kafka: spark, flink",
        "microbatch");

    /// <summary>Several engines.</summary>
    public static readonly Option<string> Engines =
        OptionReading.New("--engines", "name,...", "Engines to compare", "microbatch,continuous");

    /// <summary>
    /// Addresses of real engines where there is no use for them: in virtual time. Known, so that the line gets a useful answer, and hidden.
    /// </summary>
    public static readonly IReadOnlyList<Option<string>> Endpoints =
        [Hidden("--flink-gateway", "url"), Hidden("--flink-rest", "url"), Hidden("--spark", "url")];

    /// <summary>The broker where there is no use for one: in virtual time.</summary>
    public static readonly Option<string> VirtualKafka = Hidden("--kafka", "address");

    /// <summary>Refuses the endpoints that a verb cannot use.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public static void RefuseEndpoints(ParseResult line)
    {
        foreach (var endpoint in Endpoints)
            line.Refuse(endpoint, $"{line.CommandResult.Command.Name} runs twins in virtual time; leave it out, or use run");
        line.Refuse(VirtualKafka, $"{line.CommandResult.Command.Name} runs in virtual time, without a broker; leave it out, or use run");
    }

    private static Option<string> Hidden(string name, string value)
    {
        var option = OptionReading.New(name, value, "Of no use in virtual time");
        option.Hidden = true;
        return option;
    }
}
