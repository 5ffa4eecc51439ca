using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Errors that mean that server or session are gone, and the query with them.</summary>
internal static class SparkLoss
{
    /// <summary>The error in words of the run; null when it means another thing.</summary>
    public static SparkQueryException? Explain(SparkQueryException error)
    {
        var fault = error.InnerException is RpcException rpc ? SparkFault.Of(rpc) : null;
        if (error.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED" || fault?.ErrorClass == "INVALID_HANDLE.SESSION_CHANGED")
            return Lost("has been restarted");
        if (fault is { IsSessionLost: true })
            return Lost("has closed the session, because nothing was asked for too long or by somebody's order");
        return fault is { Code: StatusCode.Unavailable or StatusCode.Cancelled } ? Lost("does not answer any more") : null;

        SparkQueryException Lost(string what) => new(
            $"The Spark server {what}: the query has ended. Its checkpoint, if it was kept, still holds what it had done. "
            + $"({error.Message})",
            error.ErrorClass, error);
    }
}
