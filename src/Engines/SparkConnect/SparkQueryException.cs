namespace CtrBench.Engines.SparkConnect;

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
