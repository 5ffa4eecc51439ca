namespace CtrBench.Engines;

/// <summary>The results topic rejected results of an engine: continuing would lose them silently.</summary>
/// <param name="results">How many.</param>
public sealed class ResultsNotStoredException(long results)
    : Exception(FormattableString.Invariant(
        $"{results} results were rejected by the results topic. Raise the topic's capacity, or let its writers wait."))
{
    /// <summary>How many.</summary>
    public long Results { get; } = results;
}
