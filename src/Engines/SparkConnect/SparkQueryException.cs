namespace CtrBench.Engines.SparkConnect;

/// <summary>A query failed on the server, or the server refused a call.</summary>
/// <param name="message">Spark's own message, with the causes that it gives.</param>
/// <param name="errorClass">Spark's error class, the innermost that it gives.</param>
/// <param name="cause">The gRPC error, if there was one.</param>
public sealed class SparkQueryException(string message, string? errorClass = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.Failed, message, cause: cause)
{
    /// <summary>Spark's error class, such as <c>DIVIDE_BY_ZERO</c>; null where Spark gives none.</summary>
    public string? ErrorClass { get; } = errorClass;
}
