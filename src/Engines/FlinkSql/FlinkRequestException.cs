using System.Net;
namespace CtrBench.Engines.FlinkSql;

/// <summary>A request that Flink rejected, or that got no answer.</summary>
/// <param name="message">Flink's deepest cause, or why there is no answer.</param>
/// <param name="status">The status of the answer; null when there was none.</param>
/// <param name="cause">The client's own error.</param>
internal sealed class FlinkRequestException(string message, HttpStatusCode? status = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, message, cause: cause)
{
    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; } = status;
}
