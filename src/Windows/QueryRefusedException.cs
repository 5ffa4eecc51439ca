namespace CtrBench.Windows;

/// <summary>An engine was given a query that it does not support.</summary>
/// <param name="field">The field of the query, in small letters with dashes.</param>
/// <param name="reason">Why not, and what to do.</param>
public sealed class QueryRefusedException(string field, string reason) : CtrBenchException(ErrorKind.BadInput, $"{field}: {reason}")
{
    /// <summary>The field of the query.</summary>
    public string Field { get; } = field;
}
