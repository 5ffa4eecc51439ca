using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>A real Flink: where its SQL Gateway and its JobManager are.</summary>
internal static class FlinkOptions
{
    /// <summary>The SQL Gateway.</summary>
    public static readonly ValueOption<Uri> Gateway =
        Address("--flink-gateway", "Flink's SQL Gateway", "CTRBENCH_FLINK_GATEWAY", "http://localhost:8083");

    /// <summary>The JobManager.</summary>
    public static readonly ValueOption<Uri> Rest =
        Address("--flink-rest", "Flink's JobManager", "CTRBENCH_FLINK_REST", "http://localhost:8081");

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<Option> All = [Gateway, Rest];

    /// <summary>Both addresses, of a verb that needs them.</summary>
    /// <exception cref="UsageException">One of them is not given, or is not an address.</exception>
    public static (Uri Gateway, Uri JobManager) ReadNeeded(ParseResult line, Func<string, string?> environment) =>
        (Gateway.Find(line, environment) ?? throw Gateway.Missing(), Rest.Find(line, environment) ?? throw Rest.Missing());

    private static ValueOption<Uri> Address(string name, string what, string variable, string example) =>
        new(name, "url", $"{what}; by default the one of {variable}",
            (option, text) => EndpointText.ParseUrl(option, text, example, "http", "https"))
        {
            Variable = variable,
            Example = example,
        };
}
