namespace CtrBench.Harness.Cli;

/// <summary>
/// Shows the progress of long work on standard error while it runs. The work may report from any thread, as often as it likes.
/// </summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the work, showing what it reports, and returns its result.</summary>
    Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work);
}

/// <summary>How far one piece of long work is.</summary>
/// <param name="Task">Which piece: one bar each.</param>
/// <param name="Done">Part done, in any unit.</param>
/// <param name="Total">The whole, in the same unit; 0 when unknown.</param>
/// <param name="Note">What is worth saying beside the bar.</param>
internal readonly record struct ProgressStep(string Task, double Done, double Total, string? Note = null)
{
    /// <summary>Whether the piece is finished.</summary>
    public bool Finished => Total > 0 && Done >= Total;

    /// <summary>Share done in percent, 0 .. 100; 0 when the whole is unknown.</summary>
    public double Percent => Total > 0 ? Math.Clamp(Done / Total * 100, 0, 100) : 0;
}
