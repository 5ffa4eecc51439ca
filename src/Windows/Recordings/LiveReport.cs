namespace CtrBench.Windows.Recordings;

/// <summary>What a live run of a continuous engine comes to, held against its rules.</summary>
/// <param name="Windows">Windows (and keys) with a row or a result.</param>
/// <param name="Equal">Those that could only be so, and are.</param>
/// <param name="Undetermined">Those where a late row could fall either side of a tick, with a result that is possible.</param>
/// <param name="TwinEqual">Of the undetermined ones, those where the twin, at ticks of its own, gives the same result.</param>
/// <param name="Duplicates">Results that came again with the same content: allowed after a restart, at-least-once.</param>
/// <param name="Differences">Everything that no schedule gives.</param>
/// <param name="Rows">Rows with a valid event time.</param>
/// <param name="LateRows">Rows that are in no result.</param>
/// <param name="LateCounter">The engine's own counter, in its own unit (F15, F22).</param>
public sealed record LiveReport(
    long Windows, long Equal, long Undetermined, long TwinEqual, long Duplicates, IReadOnlyList<Difference> Differences,
    long Rows, long LateRows, long LateCounter)
{
    /// <summary>Share of windows about which nothing can be said for sure.</summary>
    public double UndeterminedShare => Windows == 0 ? 0 : (double)Undetermined / Windows;

    /// <summary>Whether engine and rules agree wherever they must.</summary>
    public bool Agrees => Differences.Count == 0;
}
