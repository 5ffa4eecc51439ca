using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>Which engines, and where the real ones live.</summary>
internal static class EngineOptions
{
    /// <summary>One engine.</summary>
    public static readonly Option<string> Engine = OptionReading.New("--engine", "name",
        "microbatch (follows Spark's rules) or continuous (follows Flink's), both in process", "microbatch");

    /// <summary>Several engines.</summary>
    public static readonly Option<string> Engines =
        OptionReading.New("--engines", "name,...", "Engines to compare", "microbatch,continuous");

    /// <summary>
    /// Addresses of real endpoints: known, so that the same line gets a useful answer, and hidden until a version uses them. Their
    /// environment variables are not read until then either: a machine that has them set still runs everything in process.
    /// </summary>
    public static readonly IReadOnlyList<Option<string>> Endpoints =
    [
        Endpoint("--kafka", "address"), Endpoint("--flink-gateway", "url"), Endpoint("--flink-rest", "url"), Endpoint("--spark", "url"),
    ];

    /// <summary>Refuses the endpoints that this version cannot use.</summary>
    /// <exception cref="UsageException">One was given.</exception>
    public static void RefuseEndpoints(ParseResult line)
    {
        foreach (var endpoint in Endpoints)
            line.Refuse(endpoint, "not in this version, which keeps its topics in memory and runs the twins in process; leave it out");
    }

    private static Option<string> Endpoint(string name, string value)
    {
        var option = OptionReading.New(name, value, "Not in this version");
        option.Hidden = true;
        return option;
    }
}
