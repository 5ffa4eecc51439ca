namespace CtrBench.Engines;

/// <summary>The results topic rejected results of an engine: continuing would lose them silently.</summary>
/// <param name="results">How many.</param>
/// <param name="reasons">Why, as far as the log says: a line a reason, with what to do.</param>
public sealed class ResultsNotStoredException(long results, IReadOnlyList<string>? reasons = null)
    : CtrBenchException(
        ErrorKind.Failed, FormattableString.Invariant($"{results} results were rejected by the results topic"),
        reasons is { Count: > 0 } ? string.Join(' ', reasons) : "Raise the topic's capacity, or let its writers wait")
{
    /// <summary>How many.</summary>
    public long Results { get; } = results;
}
