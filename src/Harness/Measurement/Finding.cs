namespace CtrBench.Harness.Measurement;

/// <summary>One thing a validity rule found.</summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Code">Name of the rule, kebab-case: below-floor, generator-limit, unaccounted, ...</param>
/// <param name="Text">What, where, and what to do.</param>
public sealed record Finding(Severity Severity, string Code, string Text);
