using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>What a user reads when a run cannot start: what is wrong, where, and what to do.</summary>
internal static class SparkSetup
{
    internal const string ServerSetting = $"{nameof(SparkConnectEngine)}.server";
    internal const string TokenSetting = $"{nameof(SparkConnectEngine)}.token";

    /// <summary>The first call failed.</summary>
    public static EngineSetupException NoAnswer(Uri server, RpcException error, bool hasToken) => error.StatusCode switch
    {
        StatusCode.Unavailable => new(
            $"The Spark server at {server} does not answer ({error.Status.Detail})",
            "Start a Spark Connect server (port 15002 unless said), or give its address")
        { Setting = ServerSetting },
        StatusCode.Unauthenticated when !hasToken => new(
            $"The Spark server at {server} asks for a token: give the one of its spark.connect.authenticate.token.")
        { Setting = TokenSetting },
        _ => new(NoSession(server, error)),
    };

    private static string NoSession(Uri server, RpcException error) => error.StatusCode switch
    {
        StatusCode.Cancelled or StatusCode.DeadlineExceeded =>
            $"The Spark server at {server} took the connection but answered nothing in time: it is halted or overloaded.",
        StatusCode.Unauthenticated => $"The Spark server at {server} refused the token that was given.",
        StatusCode.Unimplemented or StatusCode.Unknown or StatusCode.Internal when SparkFault.Of(error).ErrorClass is null =>
            $"What answers at {server} is no Spark Connect server ({error.Status.Detail}).",
        _ => $"The Spark server at {server} refused the session: {error.Status.Detail}",
    };

    /// <summary>The server is too old, or gave no version.</summary>
    public static void ThrowIfTooOld(SparkVersion? version, Uri server)
    {
        if (version is null)
            throw new EngineSetupException(
                $"The Spark server at {server} does not say its version: it is not known how to talk to it.");
        if (version.Major < 3 || (version.Major == 3 && version.Minor < 5))
            throw new EngineSetupException(
                $"The server at {server} is Spark {version.Text}",
                "Streaming over Spark Connect as used here needs 3.5 or later; 4.0 to 4.3 are known in full");
    }

    /// <summary>The query could not be started, or died before its first batch.</summary>
    public static EngineSetupException NotStarted(SparkQueryException error, SparkJob job, SparkVersion version)
    {
        var text = error.Message;
        if (SparkLoss.What(error) is { } lost)
            return new EngineSetupException($"The Spark server {lost}, while the query was being started. Start again. ({text})");
        if (LacksConnector(text))
            return new EngineSetupException(
                "The Spark server lacks its Kafka connector. Start it with --packages "
                + $"org.apache.spark:spark-sql-kafka-0-10_2.13:{version.Text} or with that jar and its dependencies in --jars. Spark says: "
                + text);
        if (Says(text, "UnknownTopicOrPartitionException"))
            return new EngineSetupException(
                $"Spark does not find the topic '{job.EventsTopic}' at {job.Kafka.BootstrapServers}, although it was found from here: does "
                + $"that address mean another broker there? Spark says: {text}");
        if (Says(text, "Timed out waiting for a node assignment") || Says(text, "TimeoutException"))
            return new EngineSetupException(
                $"Spark cannot reach Kafka at {job.Kafka.BootstrapServers}, an address as the server must see it. Spark says: {text}");
        return new EngineSetupException($"Spark {version.Text} did not start the query: {text}");
    }

    /// <summary>No batch came in time.</summary>
    public static EngineSetupException NoFirstBatch(SparkJob job, long limitMs, string status) => new(
        $"Spark started the query, but its first batch did not end within {limitMs / 1000} s; its status: '{status}'. "
        + (status.StartsWith("Getting offsets", StringComparison.Ordinal)
            ? $"It cannot reach Kafka at {job.Kafka.BootstrapServers}, an address as the server must see it."
            : "A server that has just been started, or is busy with other work, is slow: try again, or give it more cores."));

    // Without the connector the source is not found; without a jar that it needs one of its classes is not, in the virtual machine's own
    // spelling (E1).
    private static bool LacksConnector(string text) =>
        Says(text, "Failed to find data source: kafka") || Says(text, "Failed to find the data source: kafka")
        || Says(text, "org/apache/spark/sql/kafka010") || Says(text, "org/apache/spark/kafka010") || Says(text, "org/apache/kafka/")
        || Says(text, "org/apache/commons/pool2");

    private static bool Says(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}
