using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>One verb of the command line.</summary>
internal sealed record Verb
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Lines to try, for its help.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Its options, --json excluded, which every verb has.</summary>
    public required IReadOnlyList<Option> Options { get; init; }

    /// <summary>What it takes besides options; null for nothing.</summary>
    public Argument? Argument { get; init; }

    /// <summary>What it does with a line that could be cut into its options.</summary>
    public required Func<ParseResult, VerbSession, CancellationToken, Task<VerbReport>> Body { get; init; }
}
