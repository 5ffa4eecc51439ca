using System.Net;
using System.Text.Json;

namespace CtrBench.Engines.FlinkSql;

/// <summary>One SQL statement for the gateway.</summary>
/// <param name="Sql">As sent; may contain secrets of the broker.</param>
/// <param name="Secrets">The secret values in it.</param>
internal sealed record FlinkStatement(string Sql, IReadOnlyList<string> Secrets)
{
    /// <summary>The statement for messages and logs, with secrets hidden.</summary>
    public string Shown => Hide(Sql);

    /// <summary>An engine's message about this statement, with secrets hidden.</summary>
    public string Hide(string text)
    {
        // A quote in a secret is doubled in SQL and plain in an error.
        foreach (var secret in Secrets.Where(secret => secret.Length > 0).OrderByDescending(secret => secret.Length))
            text = text.Replace(SqlText.Escape(secret), "***", StringComparison.Ordinal).Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Never the SQL itself.</summary>
    public override string ToString() => Shown;
}

/// <summary>Everything that defines a job: session settings, tables, and the statement that starts it.</summary>
/// <param name="Properties">Settings of the session.</param>
/// <param name="Tables">CREATE statements, in order.</param>
/// <param name="Insert">Starts the job.</param>
internal sealed record FlinkScript(
    IReadOnlyDictionary<string, string> Properties, IReadOnlyList<FlinkStatement> Tables, FlinkStatement Insert);

/// <summary>The result of a statement.</summary>
/// <param name="JobId">The job that it started; null for none.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record StatementOutcome(string? JobId, IReadOnlyList<IReadOnlyList<JsonElement>> Rows);

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
