using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Messages for a run that cannot start: what is wrong, where, and what to do.</summary>
internal static class SparkSetup
{
    internal const string ServerSetting = $"{nameof(SparkConnectEngine)}.server";
    internal const string TokenSetting = $"{nameof(SparkConnectEngine)}.token";

    /// <summary>The first call failed.</summary>
    public static EngineSetupException NoAnswer(Uri server, RpcException error, bool hasToken) => error.StatusCode switch
    {
        StatusCode.Unavailable => new(
            $"The Spark server at {server} does not answer ({error.Status.Detail})",
            "Start a Spark Connect server (default port 15002), or set its address")
        { Setting = ServerSetting },
        StatusCode.Unauthenticated when !hasToken => new(
            $"The Spark server at {server} requires a token: pass the value of its spark.connect.authenticate.token.")
        { Setting = TokenSetting },
        _ => new(NoSession(server, error)),
    };

    private static string NoSession(Uri server, RpcException error) => error.StatusCode switch
    {
        StatusCode.Cancelled or StatusCode.DeadlineExceeded =>
            $"The Spark server at {server} accepted the connection but did not answer in time: it is suspended or overloaded.",
        StatusCode.Unauthenticated => $"The Spark server at {server} rejected the token.",
        StatusCode.Unimplemented or StatusCode.Unknown or StatusCode.Internal when SparkFault.Of(error).ErrorClass is null =>
            $"The server at {server} is not a Spark Connect server ({error.Status.Detail}).",
        _ => $"The Spark server at {server} rejected the session: {error.Status.Detail}",
    };

    /// <summary>The server is too old, or reports no version.</summary>
    public static void ThrowIfTooOld(SparkVersion? version, Uri server)
    {
        if (version is null)
            throw new EngineSetupException(
                $"The Spark server at {server} does not report its version, so its protocol is unknown.");
        if (version.Major < 3 || (version.Major == 3 && version.Minor < 5))
            throw new EngineSetupException(
                $"The server at {server} is Spark {version.Text}",
                "Streaming over Spark Connect needs 3.5 or later; 4.0 to 4.3 are fully tested");
    }

    /// <summary>The query could not be started, or failed before its first batch.</summary>
    public static EngineSetupException NotStarted(SparkQueryException error, SparkJob job, SparkVersion version)
    {
        var text = error.Message;
        if (SparkLoss.What(error) is { } lost)
            return new EngineSetupException($"The Spark server {lost}, while the query was starting. Start again. ({text})");
        if (LacksConnector(text))
            return new EngineSetupException(
                "The Spark server lacks its Kafka connector. Start it with --packages "
                + $"org.apache.spark:spark-sql-kafka-0-10_2.13:{version.Text} or with that jar and its dependencies in --jars. Spark says: "
                + text);
        if (Says(text, "UnknownTopicOrPartitionException"))
            return new EngineSetupException(
                $"Spark does not find the topic '{job.EventsTopic}' at {job.Kafka.BootstrapServers}, although this program finds it: does "
                + $"that address lead to another broker there? Spark says: {text}");
        if (Says(text, "Timed out waiting for a node assignment") || Says(text, "TimeoutException"))
            return new EngineSetupException(
                $"Spark cannot reach Kafka at {job.Kafka.BootstrapServers}, which must be an address that the server can reach. Spark "
                + $"says: {text}");
        return new EngineSetupException($"Spark {version.Text} did not start the query: {text}");
    }

    /// <summary>The first batch timed out.</summary>
    public static EngineSetupException NoFirstBatch(SparkJob job, long limitMs, string status) => new(
        $"Spark started the query, but its first batch did not end within {limitMs / 1000} s; its status: '{status}'. "
        + (status.StartsWith("Getting offsets", StringComparison.Ordinal)
            ? $"It cannot reach Kafka at {job.Kafka.BootstrapServers}, which must be an address that the server can reach."
            : "A server that was just started, or is busy, is slow: try again, or give it more cores."));

    // Without the connector the source is not found; without a jar that it needs one of its classes is not found, in the JVM's notation
    // (E1).
    private static bool LacksConnector(string text) =>
        Says(text, "Failed to find data source: kafka") || Says(text, "Failed to find the data source: kafka")
        || Says(text, "org/apache/spark/sql/kafka010") || Says(text, "org/apache/spark/kafka010") || Says(text, "org/apache/kafka/")
        || Says(text, "org/apache/commons/pool2");

    private static bool Says(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}

/// <summary>A server's version and what follows from it (E11).</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Text">As the server reports it.</param>
internal sealed partial record SparkVersion(int Major, int Minor, string Text)
{
    /// <summary>Whether a session can be released, which stops its queries; in 3.5 it ends by its timeout.</summary>
    public bool HasReleaseSession => Major >= 4;

    /// <summary>Whether the causes of an error can be requested.</summary>
    public bool HasErrorDetails => Major >= 4;

    /// <summary>Whether the adapter was tested with servers of this version.</summary>
    public bool IsKnown => (Major, Minor) is (3, 5) or (4, >= 0 and <= 3);

    /// <summary>Parses a server's version text; null when it is invalid.</summary>
    public static SparkVersion? Parse(string text) =>
        Numbers().Match(text) is { Success: true } match ? new SparkVersion(Number(match, 1), Number(match, 2), text) : null;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,4})\.(\d{1,4})\b")]
    private static partial Regex Numbers();
}
