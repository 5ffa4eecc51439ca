using System.Net;
namespace CtrBench.Engines.FlinkSql;

/// <summary>A statement failed. The message contains Flink's cause and the SQL, without secrets.</summary>
internal sealed class FlinkStatementException : CtrBenchException
{
    /// <summary>Statement <paramref name="statement"/> failed for <paramref name="reason"/>, secrets already hidden.</summary>
    public FlinkStatementException(FlinkStatement statement, string reason, HttpStatusCode? status, Exception cause)
        // The inner exception's message may contain the secrets, so it is attached only when there are none.
        : base(
            ErrorKind.NotReady, $"{reason}\nin the statement\n{statement.Shown}", cause: statement.Secrets.Count == 0 ? cause : null)
    {
        (Reason, Status) = (reason, status);
    }

    /// <summary>Flink's cause.</summary>
    public string Reason { get; }

    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; }
}
