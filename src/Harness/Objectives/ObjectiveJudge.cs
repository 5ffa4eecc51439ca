using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Objectives;

/// <summary>
/// Compares analyzed runs with an objective. It is met only if the 95 % bound on the bad side meets the limit, and missed only if the bound
/// on the good side does not; between, it is undecided. Figures that are counts, and maxima, are what they are.
/// </summary>
internal static class ObjectiveJudge
{
    /// <summary>Judges runs that repeat each other: windows are pooled, means are taken over the runs.</summary>
    /// <param name="term">The objective.</param>
    /// <param name="runs">At least one.</param>
    public static TermResult Judge(Objective term, IReadOnlyList<RunMetrics> runs) => term.Quantity.Kind switch
    {
        QuantityKind.Complete => OfCompleteness(term, runs),
        QuantityKind.Backlog => OfBacklog(term, runs),
        _ => OfLatency(term, [.. runs.Select(run => run.Samples.GetValueOrDefault(term.Quantity.Latency!) ?? [])]),
    };

    private static TermResult OfLatency(Objective term, double[][] runs)
    {
        double[] sorted = [.. runs.SelectMany(values => values).Order()];
        var least = term.Windows;
        if (sorted.Length < Objective.FewestWindows)
            return new TermResult(term, Outcome.Undecided, null, null, null, sorted.Length) { Reason = TooFew(sorted.Length, least) };
        var (value, low, high) = term.Quantity.Statistic! switch
        {
            { Permille: { } permille } => Quantile(sorted, permille),
            { Name: "mean" } => Mean(runs),
            _ => (sorted[^1], sorted[^1], sorted[^1]),
        };
        return Decide(term, value, low, high, sorted.Length) with
        {
            Reason = high is null ? TooFew(sorted.Length, least) : null,
        };
    }

    private static (double Value, double? Low, double? High) Quantile(double[] sorted, int permille)
    {
        var rank = (int)(((long)sorted.Length * permille + 999) / 1_000);
        double? At(int? place) => place is { } known ? sorted[known - 1] : null;
        var (low, high) = (QuantileBounds.LowerRank(sorted.Length, permille), QuantileBounds.UpperRank(sorted.Length, permille));
        return (sorted[rank - 1], At(low), At(high));
    }

    private static (double Value, double? Low, double? High) Mean(double[][] runs)
    {
        double[][] measured = [.. runs.Where(values => values.Length > 0)];
        double[] means = [.. measured.Select(values => values.Average())];
        var interval = means.Length == 1 ? MeanIntervals.WithinRun(measured[0]) : MeanIntervals.OverRepetitions(means);
        return (means.Average(), interval?.Low, interval?.High);
    }

    private static TermResult OfCompleteness(Objective term, IReadOnlyList<RunMetrics> runs)
    {
        var (counted, late) = (runs.Sum(run => run.Correctness.Counted), runs.Sum(run => run.Correctness.LateDropped));
        var windows = runs.Sum(run => run.Correctness.ResultWindows);
        if (counted + late == 0 || runs.Any(run => run.Correctness.Completeness is null))
            return new TermResult(term, Outcome.Undecided, null, null, null, windows) { Reason = "no window was closed" };
        var share = (double)counted / (counted + late);
        return Decide(term, share, share, share, windows);
    }

    // The worst of the runs: a backlog in one of them is one.
    private static TermResult OfBacklog(Objective term, IReadOnlyList<RunMetrics> runs)
    {
        var windows = runs.Sum(run => run.Correctness.ResultWindows);
        if (runs.Any(run => run.KeepingUp?.Growth is null))
            return new TermResult(term, Outcome.Undecided, null, null, null, windows) { Reason = "too few reads to see a growth" };
        var worst = runs.Select(run => run.KeepingUp!).MaxBy(found => found.GrowthHigh)!;
        return Decide(term, worst.Growth, worst.GrowthLow, worst.GrowthHigh, windows);
    }

    private static TermResult Decide(Objective term, double? value, double? low, double? high, int windows)
    {
        var (good, bad) = term.AtLeast ? (high, low) : (low, high);
        var outcome = bad is { } worst && term.Holds(worst) ? Outcome.Met
            : good is { } best && !term.Holds(best) ? Outcome.Missed : Outcome.Undecided;
        return new TermResult(term, outcome, value, low, high, windows);
    }

    private static string TooFew(int windows, int least) => FormattableString.Invariant($"{PluralText.Of(windows, "window")}, ")
        + FormattableString.Invariant($"and {least} are needed");
}

/// <summary>What an objective came to.</summary>
internal enum Outcome
{
    /// <summary>The evidence shows that it is met.</summary>
    Met,

    /// <summary>The evidence shows that it is not.</summary>
    Missed,

    /// <summary>Neither.</summary>
    Undecided,
}

/// <summary>An objective and the figure that it was compared with.</summary>
/// <param name="Term">The objective.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Value">The figure: ms, a share, or seconds per second; null when there is none.</param>
/// <param name="Low">Its lower 95 % bound.</param>
/// <param name="High">Its upper 95 % bound.</param>
/// <param name="Windows">Windows that it comes from.</param>
internal sealed record TermResult(Objective Term, Outcome Outcome, double? Value, double? Low, double? High, int Windows)
{
    /// <summary>Why there is no bound; null otherwise.</summary>
    public string? Reason { get; init; }
}
