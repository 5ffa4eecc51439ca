using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Objectives;

/// <summary>A limit of a quantity: <c>p99(T1-floor) &lt;= 2s</c>.</summary>
/// <param name="Quantity">What is limited.</param>
/// <param name="AtLeast">Whether the limit is a lower one.</param>
/// <param name="Strict">Whether the limit itself is excluded.</param>
/// <param name="Limit">The limit: ms, a share, or seconds per second.</param>
/// <param name="Text">As it was written.</param>
internal sealed record Objective(Quantity Quantity, bool AtLeast, bool Strict, double Limit, string Text)
{
    /// <summary>With fewer windows no verdict is given, whatever the objective.</summary>
    public const int FewestWindows = 6;

    /// <summary>How many windows decide it at the least.</summary>
    public int Windows => Quantity switch
    {
        { Statistic.Permille: { } permille } => Math.Max(FewestWindows, QuantileBounds.Fewest(permille)),
        { Statistic.Name: "mean" } => MeanIntervals.FewestWithinRun,
        _ => FewestWindows,
    };

    /// <summary>Whether a value is on the good side of the limit.</summary>
    public bool Holds(double value) => (AtLeast, Strict) switch
    {
        (true, true) => value > Limit,
        (true, false) => value >= Limit,
        (false, true) => value < Limit,
        _ => value <= Limit,
    };

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A service level objective: every term must hold. Without a term it asks only that the engine keeps up.</summary>
/// <param name="Terms">The terms, each about another quantity.</param>
/// <param name="Text">As it was written.</param>
internal sealed record Slo(IReadOnlyList<Objective> Terms, string Text)
{
    /// <summary>How many windows decide every term at the least.</summary>
    public int Windows => Terms.Count == 0 ? Objective.FewestWindows : Terms.Max(term => term.Windows);
}
