namespace CtrBench.Harness.Cli;

/// <summary>The command line cannot be used: exit code 2. The message says what, where and what to do.</summary>
internal sealed class UsageException : CtrBenchException
{
    /// <summary>A fault of the command line as a whole.</summary>
    public UsageException(string message) : base(ErrorKind.BadInput, message)
    {
    }

    /// <summary>A fault of one option: the message reads <c>--delay 20: a duration needs a unit</c>.</summary>
    /// <param name="option">The option's name, dashes included.</param>
    /// <param name="text">The value as given; null when there is none or when it does not matter.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    public UsageException(string option, string? text, string reason)
        : base(ErrorKind.BadInput, text is null ? $"{option}: {reason}" : $"{option} {text}: {reason}") => Option = option;

    /// <summary>The option at fault; null when it is not one option's.</summary>
    public string? Option { get; init; }
}
