namespace CtrBench.Harness.Cli;

/// <summary>What a verb's body may use of the outside while it works. Standard output is not among it: a verb answers with its report.</summary>
/// <param name="Error">Standard error, for words.</param>
/// <param name="Progress">Where long work shows its progress.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Runs">What runs engines.</param>
internal sealed record VerbSession(TextWriter Error, IProgressDisplay Progress, TimeProvider Clock, Commands.IRunVerbs Runs);
