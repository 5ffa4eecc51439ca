using System.Text.RegularExpressions;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Errors that mean that server or session are gone, and the query with them.</summary>
internal static partial class SparkLoss
{
    /// <summary>The error in words of the run; null when it means another thing.</summary>
    public static SparkQueryException? Explain(SparkQueryException error) => What(error) is not { } what ? null : new(
        $"The Spark server {what}: the query has ended. Its checkpoint, if it was kept, still holds what it had done. ({error.Message})",
        error.ErrorClass, error);

    /// <summary>What has become of the server, to be read after "The Spark server"; null when the error means another thing.</summary>
    public static string? What(SparkQueryException error)
    {
        var fault = error.InnerException is RpcException rpc ? SparkFault.Of(rpc) : null;
        if (error.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED" || fault?.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED")
            return "has been restarted";
        if (fault is { IsSessionLost: true })
            return "has closed the session, because nothing was asked for too long or by somebody's order";
        // 3.5 has no ids of sessions of its own: restarted, or out of patience, it makes an empty session without a word.
        if (fault?.ErrorClass == "CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND" || NotFound().IsMatch(error.Message))
            return "does not know the query any more: it has been restarted, or has dropped the session";
        return fault is { Code: StatusCode.Unavailable or StatusCode.Cancelled } ? "does not answer any more" : null;
    }

    // The words of 3.5 to 4.1, which give it no class of its own.
    [GeneratedRegex("Streaming query .* is not found")]
    private static partial Regex NotFound();
}
