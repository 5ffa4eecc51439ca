using System.Text.RegularExpressions;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Errors that mean that the server or the session, and so the query, is gone.</summary>
internal static partial class SparkLoss
{
    /// <summary>The error as a message for the user; null when it means something else.</summary>
    public static SparkQueryException? Explain(SparkQueryException error) => What(error) is not { } what ? null : new(
        $"The Spark server {what}: the query has ended. Its checkpoint, if it was kept, still contains its progress. ({error.Message})",
        error.ErrorClass, error);

    /// <summary>What happened to the server, to follow "The Spark server"; null when the error means something else.</summary>
    public static string? What(SparkQueryException error)
    {
        var fault = error.InnerException is RpcException rpc ? SparkFault.Of(rpc) : null;
        if (error.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED" || fault?.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED")
            return "has been restarted";
        if (fault is { IsSessionLost: true })
            return "has closed the session, because it was idle for too long or was closed from outside";
        // 3.5 has no server-side session ids: after a restart or a timeout it silently creates an empty session.
        if (fault?.ErrorClass == "CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND" || NotFound().IsMatch(error.Message))
            return "no longer knows the query: it has been restarted, or has dropped the session";
        return fault is { Code: StatusCode.Unavailable or StatusCode.Cancelled } ? "no longer answers" : null;
    }

    // The message of 3.5 to 4.1, which have no error class for it.
    [GeneratedRegex("Streaming query .* is not found")]
    private static partial Regex NotFound();
}
