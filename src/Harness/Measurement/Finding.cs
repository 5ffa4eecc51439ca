namespace CtrBench.Harness.Measurement;

/// <summary>One finding of a validity rule.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Code">Name of the rule, kebab-case: below-floor, generator-limit, unaccounted, ...</param>
/// <param name="Text">What, where, and what to do.</param>
internal sealed record Finding(Severity Severity, string Code, string Text);
