namespace CtrBench.Windows;

/// <summary>An engine was given a query that it cannot honour.</summary>
/// <param name="field">The field of the query, as on the command line.</param>
/// <param name="reason">Why not, and what to do.</param>
public sealed class QueryRefusedException(string field, string reason) : Exception($"{field}: {reason}")
{
    /// <summary>The field of the query.</summary>
    public string Field { get; } = field;
}
