namespace CtrBench.Engines.FlinkSql;

/// <summary>One SQL statement for the gateway.</summary>
/// <param name="Sql">As sent; may hold secrets of the broker.</param>
/// <param name="Secrets">The values in it that must not be seen.</param>
internal sealed record FlinkStatement(string Sql, IReadOnlyList<string> Secrets)
{
    /// <summary>The statement as messages and logs show it.</summary>
    public string Shown => Hide(Sql);

    /// <summary>A text of the engine's about this statement, without the secrets that it may repeat.</summary>
    public string Hide(string text)
    {
        // A secret with a quote is doubled in SQL and plain in an error.
        foreach (var secret in Secrets.Where(secret => secret.Length > 0).OrderByDescending(secret => secret.Length))
            text = text.Replace(SqlText.Escape(secret), "***", StringComparison.Ordinal).Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Never the SQL itself.</summary>
    public override string ToString() => Shown;
}
