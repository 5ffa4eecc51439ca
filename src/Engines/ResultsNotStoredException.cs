namespace CtrBench.Engines;

/// <summary>The results topic refused results of an engine: going on would lose them in silence.</summary>
/// <param name="results">How many.</param>
public sealed class ResultsNotStoredException(long results)
    : Exception(FormattableString.Invariant(
        $"{results} results were refused by the results topic. Give the topic more room, or let its writers wait for it."))
{
    /// <summary>How many.</summary>
    public long Results { get; } = results;
}
