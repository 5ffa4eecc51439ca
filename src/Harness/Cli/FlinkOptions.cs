using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>A real Flink: where its SQL Gateway and its JobManager are.</summary>
internal static class FlinkOptions
{
    /// <summary>The environment variable with the address of the SQL Gateway.</summary>
    public const string GatewayVariable = "CTRBENCH_FLINK_GATEWAY";

    /// <summary>The environment variable with the address of the JobManager.</summary>
    public const string RestVariable = "CTRBENCH_FLINK_REST";

    /// <summary>The SQL Gateway.</summary>
    public static readonly Option<string> Gateway =
        OptionReading.New("--flink-gateway", "url", $"Flink's SQL Gateway; by default the one of {GatewayVariable}");

    /// <summary>The JobManager.</summary>
    public static readonly Option<string> Rest =
        OptionReading.New("--flink-rest", "url", $"Flink's JobManager; by default the one of {RestVariable}");

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<Option> All = [Gateway, Rest];

    /// <summary>The address of the SQL Gateway.</summary>
    /// <exception cref="UsageException">Nothing names one, or it is no address.</exception>
    public static Uri GatewayOf(ParseResult line, Func<string, string?> environment) =>
        UrlOf(line, environment, Gateway, GatewayVariable, "http://localhost:8083");

    /// <summary>The address of the JobManager.</summary>
    /// <exception cref="UsageException">Nothing names one, or it is no address.</exception>
    public static Uri RestOf(ParseResult line, Func<string, string?> environment) =>
        UrlOf(line, environment, Rest, RestVariable, "http://localhost:8081");

    private static Uri UrlOf(
        ParseResult line, Func<string, string?> environment, Option<string> option, string variable, string example)
    {
        var (text, origin) = line.TextOf(option) is { } given ? (given, option.Name) : (environment(variable), variable);
        return text is { Length: > 0 }
            ? EndpointText.ParseUrl(origin, text, example, "http", "https")
            : throw new UsageException(option.Name, null, $"is needed, and {variable} is not set: {option.Name} {example}");
    }
}
