using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>Errors as Spark Connect sends them: always INTERNAL, the truth is in the details.</summary>
internal static class FakeSparkErrors
{
    /// <summary>An error of 4.x.</summary>
    public static RpcException Error(string errorClass, string text, string? errorId = null)
    {
        var info = new ErrorInfo { Domain = "org.apache.spark", Reason = "org.apache.spark.SparkSQLException", Metadata = { ["errorClass"] = errorClass, ["classes"] = "[]" } };
        if (errorId is not null) info.Metadata["errorId"] = errorId;
        return Of(info, $"[{errorClass}] {text}");
    }

    /// <summary>An error of 3.5: the class stands only in the message.</summary>
    public static RpcException OldError(string errorClass, string text) =>
        Of(new ErrorInfo { Domain = "org.apache.spark", Metadata = { ["classes"] = "[]" } }, $"[{errorClass}] {text}");

    /// <summary>What each version says of a query that it does not know.</summary>
    public static RpcException QueryNotFound(string version, string id) => version[..3] switch
    {
        "3.5" or "4.0" => Of(new ErrorInfo { Domain = "org.apache.spark", Reason = "java.lang.IllegalArgumentException", Metadata = { ["classes"] = "[]" } }, $"Streaming query {id} is not found"),
        "4.1" => Error("INTERNAL_ERROR", $"Streaming query {id} is not found"),
        _ => Error("CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND", $"No such query: {id}. SQLSTATE: 56K00"),
    };

    private static RpcException Of(ErrorInfo info, string message) =>
        new Google.Rpc.Status { Code = (int)Code.Internal, Message = message, Details = { Any.Pack(info) } }.ToRpcException();
}
