namespace CtrBench.Harness.Cli;

/// <summary>An exception as the user sees it.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Kind">The kind, for machines: usage, setup, interrupted, bug.</param>
/// <param name="Message">What happened, where, and what to do.</param>
/// <param name="Option">The option at fault; null when it is not one option's.</param>
internal sealed record Fault(ExitCode Code, string Kind, string Message, string? Option = null);
