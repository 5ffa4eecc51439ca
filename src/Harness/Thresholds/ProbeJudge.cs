using CtrBench.Harness.Measurement;
using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Thresholds;

/// <summary>
/// Whether a probe shows that the engine sustains its rate (docs/threshold.md). A run that is invalid for another reason than the engine
/// shows nothing.
/// </summary>
internal static class ProbeJudge
{
    /// <summary>Name of the term that every objective has: the engine keeps up.</summary>
    public const string KeepsUp = "keeps-up";

    /// <summary>Name of the term that every objective has: results and topic agree.</summary>
    public const string Results = "results";

    private static readonly string[] OfGenerator = ["generator-limit", "sent-differs", "not-all-sent"];

    private static readonly string[] OfResults =
        ["unaccounted", "missing-windows", "extra-windows", "conflicting-results", "wrong-content"];

    /// <summary>Judges one probe.</summary>
    public static ProbeVerdict Judge(Slo slo, RunMetrics run)
    {
        TermResult[] terms = [.. slo.Terms.Select(term => ObjectiveJudge.Judge(term, [run]))];
        if (run.Findings.FirstOrDefault(found => OfGenerator.Contains(found.Code) && found.Severity >= Severity.Warning) is { } sent)
            return Undecided(terms, $"{sent.Code}: the generator was the limit") with { IsGeneratorLimit = true };
        string[] errors = [.. run.ErrorCodes().Where(code => code is not ("does-not-keep-up" or "fell-behind-in-warm-up"))];
        if (errors.Length > 0 && errors.All(OfResults.Contains))
            return new ProbeVerdict(ProbeState.NotSustained, [Results], $"results are wrong ({string.Join(", ", errors)})", terms);
        if (errors.Length > 0) return Undecided(terms, $"the run is invalid ({string.Join(", ", errors)})");

        var state = run.KeepingUp?.State ?? KeepingUpState.Unknown;
        string[] missed =
        [
            .. state == KeepingUpState.DoesNotKeepUp ? [KeepsUp] : Array.Empty<string>(),
            .. terms.Where(term => term.Outcome == Outcome.Missed).Select(term => term.Term.Quantity.ToString()),
        ];
        if (missed.Length > 0) return new ProbeVerdict(ProbeState.NotSustained, missed, Misses(missed, terms, run.KeepingUp), terms);
        if (state != KeepingUpState.KeepsUp)
        {
            var word = state == KeepingUpState.Undecided ? "undecided" : "unknown";
            return Undecided(terms, $"whether it keeps up is {word}") with { NeedsMs = run.KeepingUp?.NeedsMs };
        }

        return terms.FirstOrDefault(term => term.Outcome == Outcome.Undecided) is { } open
            ? Undecided(terms, $"{open.Term.Quantity}: {open.Reason ?? "its interval contains the limit"}")
            : new ProbeVerdict(ProbeState.Sustained, [], "", terms);
    }

    private static ProbeVerdict Undecided(TermResult[] terms, string reason) => new(ProbeState.Undecided, [], reason, terms);

    private static string Misses(string[] missed, TermResult[] terms, KeepingUpMetrics? keepingUp)
    {
        return string.Join("; ", missed.Select(Text));

        string Text(string name)
        {
            if (name == KeepsUp)
                return FormattableString.Invariant($"its lag grows by {1_000 * (keepingUp?.Growth ?? 0):0.#} ms per second");
            var term = terms.First(found => found.Term.Quantity.ToString() == name);
            return $"{name} is {QuantityText.Of(term.Term.Quantity, term.Value)}";
        }
    }
}

/// <summary>What a probe shows.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Missed">Terms that are missed, by name.</param>
/// <param name="Reason">Why it is not sustained, or undecided; empty where it is sustained.</param>
/// <param name="Terms">The terms of the objective.</param>
internal sealed record ProbeVerdict(ProbeState State, IReadOnlyList<string> Missed, string Reason, IReadOnlyList<TermResult> Terms)
{
    /// <summary>Whether it is undecided because the generator did not keep its schedule.</summary>
    public bool IsGeneratorLimit { get; init; }

    /// <summary>Where it is undecided: how long the traffic must be, ms; null where nothing says so.</summary>
    public double? NeedsMs { get; init; }
}

/// <summary>The verdicts of a probe.</summary>
internal enum ProbeState
{
    /// <summary>Every term is met.</summary>
    Sustained,

    /// <summary>At least one term is missed.</summary>
    NotSustained,

    /// <summary>The probe shows neither.</summary>
    Undecided,
}
