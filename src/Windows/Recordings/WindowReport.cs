namespace CtrBench.Windows.Recordings;

/// <summary>Result of comparing a live run of a continuous engine with its rules.</summary>
/// <param name="Windows">Windows (and keys) with a row or a result.</param>
/// <param name="Equal">Those whose only possible result is the engine's.</param>
/// <param name="Undetermined">Those where a late row could be on either side of a tick, with a possible result.</param>
/// <param name="TwinEqual">Of the undetermined ones, those where the twin, with its own ticks, gives the same result.</param>
/// <param name="Duplicates">Repeated results with the same content: allowed after a restart with at-least-once.</param>
/// <param name="Differences">Results that no schedule can give.</param>
/// <param name="Rows">Rows with a valid event time.</param>
/// <param name="LateRows">Rows that are in no result.</param>
/// <param name="LateCounter">The engine's own counter, in its own unit (F15, F22).</param>
public sealed record WindowReport(
    long Windows, long Equal, long Undetermined, long TwinEqual, long Duplicates, IReadOnlyList<Difference> Differences,
    long Rows, long LateRows, long LateCounter)
{
    /// <summary>Share of windows whose result is undetermined.</summary>
    public double UndeterminedShare => Windows == 0 ? 0 : (double)Undetermined / Windows;

    /// <summary>Whether engine and rules agree wherever the result is determined.</summary>
    public bool Agrees => Differences.Count == 0;
}
