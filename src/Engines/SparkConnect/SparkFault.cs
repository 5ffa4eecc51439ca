using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>An error of the server, read from the details of the gRPC error: the status code alone is not specific (E1).</summary>
/// <param name="Code">gRPC status.</param>
/// <param name="ErrorClass">Spark's error class, such as <c>UNRESOLVED_COLUMN.WITH_SUGGESTION</c>; null if it has none.</param>
/// <param name="Message">The server's message.</param>
/// <param name="ErrorId">Id under which the server keeps the causes for a minute; null if it does not.</param>
/// <param name="MayRetry">Whether the server asks for a retry.</param>
internal sealed partial record SparkFault(StatusCode Code, string? ErrorClass, string Message, string? ErrorId, bool MayRetry)
{
    /// <summary>Whether the same call may succeed if retried.</summary>
    public bool IsTransient => Code == StatusCode.Unavailable || MayRetry || ErrorClass == "INVALID_CURSOR.DISCONNECTED";

    /// <summary>Whether the session is permanently gone: closed, expired, or of a server that was restarted.</summary>
    public bool IsSessionLost => ErrorClass is "INVALID_HANDLE.SESSION_CLOSED" or "INVALID_HANDLE.SESSION_CHANGED"
        or "INVALID_HANDLE.SESSION_NOT_FOUND";

    /// <summary>Whether the server has never seen the operation: the call to start it did not arrive.</summary>
    public bool IsOperationUnknown => ErrorClass is "INVALID_HANDLE.OPERATION_NOT_FOUND" or "INVALID_HANDLE.SESSION_NOT_FOUND";

    /// <summary>Whether the operation already exists; 3.5 reports this where later versions answer again (G).</summary>
    public bool IsOperationThere => ErrorClass == "INVALID_HANDLE.OPERATION_ALREADY_EXISTS";

    /// <summary>The fault in a gRPC error.</summary>
    public static SparkFault Of(RpcException error)
    {
        var status = error.GetRpcStatus();
        var metadata = status?.GetDetail<ErrorInfo>()?.Metadata;
        var message = error.Status.Detail;
        // 3.5 has the class only in the message.
        var errorClass = Find(metadata, "errorClass") ?? ClassIn(message);
        return new SparkFault(
            error.StatusCode, errorClass, message, Find(metadata, "errorId"), status?.GetDetail<RetryInfo>() is not null);
    }

    /// <summary>
    /// The error class in brackets at the start of a Spark message, possibly after the name of a Java class; null when there is none.
    /// </summary>
    public static string? ClassIn(string message) => ClassInText().Match(message) is { Success: true } m ? m.Groups[1].Value : null;

    private static string? Find(IDictionary<string, string>? metadata, string key) =>
        metadata is not null && metadata.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    [GeneratedRegex(@"^(?:[\w.$]+: )?\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]")]
    private static partial Regex ClassInText();
}

/// <summary>
/// A bug of Spark 4.1.1 (E3): a query that runs again a batch of before its restart commits it, and then fails while it makes the report
/// of it. Started once more with the same checkpoint it goes on.
/// </summary>
internal static class SparkRestartBug
{
    /// <summary>The message about it in a report.</summary>
    public const string Notice =
        "Spark ran a batch again after a restart and failed while reporting it (a bug of 4.1.1); it was started again. The report of that "
        + "batch is lost, and its results may have been written twice.";

    /// <summary>Whether a query failed because of it.</summary>
    public static bool Is(string failure) =>
        failure.Contains("scala.Option.get()", StringComparison.Ordinal) && failure.Contains("IterableOps.map", StringComparison.Ordinal);
}
