using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Gates;

/// <summary>The stored figures of an experiment, by configuration and quantity, each with the tolerance that it is held to.</summary>
internal sealed record Baseline
{
    /// <summary>How much larger a latency may be, as a share, unless the file says otherwise.</summary>
    public const double LatencyTolerance = 0.05;

    /// <summary>The same of completeness: how much smaller.</summary>
    public const double CompleteTolerance = 0.0005;

    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Figures by configuration.</summary>
    public required SortedDictionary<string, SortedDictionary<string, BaselineFigure>> Cases { get; init; }

    /// <summary>
    /// Compares a figure with its stored one. A figure that is better by more than the tolerance passes, and the detail says so.
    /// </summary>
    /// <param name="name">The configuration.</param>
    /// <param name="quantity">What it is a figure of.</param>
    /// <param name="value">The figure; null where it is unknown.</param>
    public GateLine Judge(string name, Quantity quantity, double? value)
    {
        var term = $"baseline {quantity}";
        if (!Cases.TryGetValue(name, out var figures) || !figures.TryGetValue(quantity.ToString(), out var stored))
        {
            const string Missing = "not in the baseline: --update stores it";
            return new GateLine(name, term, Outcome.Undecided, QuantityText.Of(quantity, value), "stored", Missing) { Value = value };
        }

        var sign = quantity.Kind == QuantityKind.Complete ? "-" : "+";
        var limit = $"{QuantityText.Of(quantity, stored.Value)} {sign} {Share(stored.Tolerance)}";
        if (value is not { } figure)
            return new GateLine(name, term, Outcome.Undecided, "unknown", limit, "the run does not have it");
        var worse = quantity.Kind == QuantityKind.Complete ? stored.Value - figure : figure - stored.Value;
        var most = Math.Abs(stored.Value) * stored.Tolerance;
        var change = stored.Value == 0
            ? "" : FormattableString.Invariant($"{100 * (figure - stored.Value) / stored.Value:+0.##;-0.##;0} %");
        var detail = worse < -most ? $"{change}, better: --update stores it" : change;
        var outcome = worse <= most ? Outcome.Met : Outcome.Missed;
        return new GateLine(name, term, outcome, QuantityText.Of(quantity, value), limit, detail) { Value = value };
    }

    /// <summary>
    /// These figures as the new ones; tolerances that the file has are kept, and so are configurations that were not run.
    /// </summary>
    public Baseline With(IEnumerable<(string Case, Quantity Quantity, double Value)> figures)
    {
        var cases = new SortedDictionary<string, SortedDictionary<string, BaselineFigure>>(StringComparer.Ordinal);
        foreach (var (name, stored) in Cases) cases[name] = new(stored, StringComparer.Ordinal);
        foreach (var (name, quantity, value) in figures)
        {
            if (!cases.TryGetValue(name, out var own)) cases[name] = own = new(StringComparer.Ordinal);
            var standard = quantity.Kind == QuantityKind.Complete ? CompleteTolerance : LatencyTolerance;
            var tolerance = own.TryGetValue(quantity.ToString(), out var old) ? old.Tolerance : standard;
            own[quantity.ToString()] = new BaselineFigure(value, tolerance);
        }

        return this with { Cases = cases };
    }

    private static string Share(double share) => FormattableString.Invariant($"{share * 100:0.####} %");
}

/// <summary>A stored figure.</summary>
/// <param name="Value">The figure: ms, or a share.</param>
/// <param name="Tolerance">By which share of it a later figure may be worse.</param>
internal sealed record BaselineFigure(double Value, double Tolerance);
