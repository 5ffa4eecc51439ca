namespace CtrBench.Harness.Cli;

/// <summary>
/// Shows the progress of long work on standard error while it runs. The work may report from any thread, as often as it likes.
/// </summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the work, showing what it reports, and returns its result.</summary>
    Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work);
}
