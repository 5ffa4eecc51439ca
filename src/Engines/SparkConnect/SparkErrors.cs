using System.Text;
using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Converts a server's error to an exception with Spark's message and, if available, its causes.</summary>
internal static class SparkErrors
{
    private const int MaxCauses = 5;

    /// <summary>The exception for a fault, with the causes in <paramref name="details"/>; null if there are none.</summary>
    public static SparkQueryException Exception(SparkFault fault, ErrorDetailsReply? details, RpcException cause)
    {
        var chain = Chain(details);
        var errorClass = chain.Select(e => e.Condition).LastOrDefault(c => c is { HasErrorClass: true })?.ErrorClass ?? fault.ErrorClass;
        var text = new StringBuilder(chain.Count > 0 ? chain[0].Message : fault.Message);
        // A cause that the message already quotes is not repeated.
        foreach (var next in chain.Skip(1).Select(e => e.Message))
        {
            if (next.Length > 0 && !text.ToString().Contains(next, StringComparison.Ordinal)) text.Append(" Caused by: ").Append(next);
        }

        return new SparkQueryException(text.ToString(), errorClass, cause);
    }

    private static List<ErrorDetailsReply.Types.Error> Chain(ErrorDetailsReply? details)
    {
        List<ErrorDetailsReply.Types.Error> chain = [];
        if (details is not { HasRootIndex: true }) return chain;
        for (var i = details.RootIndex; i >= 0 && i < details.Errors.Count && chain.Count < MaxCauses;)
        {
            chain.Add(details.Errors[i]);
            if (!details.Errors[i].HasCauseIndex) break;
            i = details.Errors[i].CauseIndex;
        }

        return chain;
    }
}

/// <summary>A query failed on the server, or the server rejected a call.</summary>
/// <param name="message">Spark's message, with its causes.</param>
/// <param name="errorClass">Spark's innermost error class.</param>
/// <param name="cause">The gRPC error, if there was one.</param>
internal sealed class SparkQueryException(string message, string? errorClass = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.Failed, message, cause: cause)
{
    /// <summary>Spark's error class, such as <c>DIVIDE_BY_ZERO</c>; null if Spark has none.</summary>
    public string? ErrorClass { get; } = errorClass;
}
