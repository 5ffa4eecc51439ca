using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Gates;

/// <summary>One thing that an experiment is held to, and what came of it.</summary>
/// <param name="Case">The configuration.</param>
/// <param name="Term">What is held: <c>p90(T1-floor)</c>, <c>valid</c>, or with <c>baseline</c> the same against the stored figure.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Figure">The figure, as text with its unit.</param>
/// <param name="Limit">What it is held to, as text.</param>
/// <param name="Detail">The interval, or why there is no verdict; empty for none.</param>
internal sealed record GateLine(string Case, string Term, Outcome Outcome, string Figure, string Limit, string Detail)
{
    /// <summary>The figure: ms, a share, or seconds per second; null where it has none.</summary>
    public double? Value { get; init; }
}

/// <summary>What an experiment came to. It passes only if everything is met: unknown is not good.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Passed">Whether it passes.</param>
/// <param name="Lines">Everything it is held to.</param>
internal sealed record GateReport(string Experiment, bool Passed, IReadOnlyList<GateLine> Lines)
{
    /// <summary>A report of these lines.</summary>
    public static GateReport Of(string experiment, IReadOnlyList<GateLine> lines) =>
        new(experiment, lines.All(line => line.Outcome == Outcome.Met), lines);

    /// <summary>How it ended, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            var missed = Lines.Count(line => line.Outcome == Outcome.Missed);
            var open = Lines.Count(line => line.Outcome == Outcome.Undecided);
            return Passed
                ? FormattableString.Invariant($"{Experiment}: passed, all of {Lines.Count}")
                : FormattableString.Invariant($"{Experiment}: FAILED, {missed} of {Lines.Count} missed, {open} undecided");
        }
    }

    /// <summary>The mark of an outcome.</summary>
    public static string Mark(Outcome outcome) => outcome switch { Outcome.Met => "✓", Outcome.Missed => "✗", _ => "?" };
}
