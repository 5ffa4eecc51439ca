namespace CtrBench.Engines;

/// <summary>The results topic refused results of an engine: going on would lose them in silence.</summary>
/// <param name="results">How many.</param>
/// <param name="reasons">Why, as far as the log says: a line a reason, with what to do.</param>
public sealed class ResultsNotStoredException(long results, IReadOnlyList<string>? reasons = null)
    : CtrBenchException(
        ErrorKind.Failed, FormattableString.Invariant($"{results} results were refused by the results topic"),
        reasons is { Count: > 0 } ? string.Join(' ', reasons) : "Give the topic more room, or let its writers wait for it")
{
    /// <summary>How many.</summary>
    public long Results { get; } = results;
}
