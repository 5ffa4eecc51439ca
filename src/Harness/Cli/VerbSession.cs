using CtrBench.Harness.Commands;

namespace CtrBench.Harness.Cli;

/// <summary>
/// What a verb's body may use of the outside while it works. Standard output is not among it: a verb answers with its report.
/// </summary>
/// <param name="Error">Standard error, for words.</param>
/// <param name="Progress">Where long work shows its progress.</param>
/// <param name="Clock">The clock.</param>
internal sealed record VerbSession(TextWriter Error, IProgressDisplay Progress, TimeProvider Clock)
{
    private readonly IRunVerbs? _runs;

    /// <summary>Environment variables by name.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>What runs engines and moves events.</summary>
    /// <exception cref="UsageException">This build has none.</exception>
    public IRunVerbs Runs
    {
        get => _runs ?? throw new UsageException("this build runs no engines; use analyze and plot on existing run folders");
        init => _runs = value;
    }
}
