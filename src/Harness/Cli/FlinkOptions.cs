using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>A real Flink: where its SQL Gateway and its JobManager are.</summary>
internal static class FlinkOptions
{
    /// <summary>The environment variable with the address of the SQL Gateway.</summary>
    public const string GatewayVariable = "CTRBENCH_FLINK_GATEWAY";

    /// <summary>The environment variable with the address of the JobManager.</summary>
    public const string RestVariable = "CTRBENCH_FLINK_REST";

    private const string GatewayExample = "http://localhost:8083";
    private const string RestExample = "http://localhost:8081";

    /// <summary>The SQL Gateway.</summary>
    public static readonly Option<string> Gateway =
        OptionReading.New("--flink-gateway", "url", $"Flink's SQL Gateway; by default the one of {GatewayVariable}");

    /// <summary>The JobManager.</summary>
    public static readonly Option<string> Rest =
        OptionReading.New("--flink-rest", "url", $"Flink's JobManager; by default the one of {RestVariable}");

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<Option> All = [Gateway, Rest];

    /// <summary>The address of the SQL Gateway; null when nothing names one.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public static Uri? FindGateway(ParseResult line, Func<string, string?> environment) =>
        Find(line, environment, Gateway, GatewayVariable, GatewayExample);

    /// <summary>The address of the JobManager; null when nothing names one.</summary>
    /// <exception cref="UsageException">It is no address.</exception>
    public static Uri? FindRest(ParseResult line, Func<string, string?> environment) =>
        Find(line, environment, Rest, RestVariable, RestExample);

    /// <summary>The address of the SQL Gateway.</summary>
    /// <exception cref="UsageException">Nothing names one, or it is no address.</exception>
    public static Uri GatewayOf(ParseResult line, Func<string, string?> environment) =>
        FindGateway(line, environment) ?? throw Needed(Gateway, GatewayVariable, GatewayExample);

    /// <summary>The address of the JobManager.</summary>
    /// <exception cref="UsageException">Nothing names one, or it is no address.</exception>
    public static Uri RestOf(ParseResult line, Func<string, string?> environment) =>
        FindRest(line, environment) ?? throw Needed(Rest, RestVariable, RestExample);

    private static UsageException Needed(Option<string> option, string variable, string example) =>
        new(option.Name, null, $"is needed, and {variable} is not set: {option.Name} {example}");

    private static Uri? Find(ParseResult line, Func<string, string?> environment, Option<string> option, string variable, string example)
    {
        if (line.TextOf(option) is { } given) return EndpointText.ParseUrl(option.Name, given, example, "http", "https");
        return environment(variable) is { Length: > 0 } text ? EndpointText.ParseUrl(variable, text, example, "http", "https") : null;
    }
}
