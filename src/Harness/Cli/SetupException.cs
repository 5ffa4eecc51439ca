namespace CtrBench.Harness.Cli;

/// <summary>The surroundings are not ready: exit code 3. The message names what is missing and what to do.</summary>
internal sealed class SetupException(string message, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, message, cause: cause);
