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
