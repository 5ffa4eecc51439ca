namespace CtrBench.Engines;

/// <summary>
/// A query cannot continue from its checkpoints, or cannot write one: continuing would lose or repeat results. The message can be shown to
/// the user unchanged.
/// </summary>
/// <param name="where">The folder, or the file in it that causes the error.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The underlying error, if any.</param>
public sealed class CheckpointException(string where, string what, string remedy, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, $"{where}: {what}", remedy, cause)
{
    /// <summary>The folder, or the file in it that causes the error.</summary>
    public string Where { get; } = where;
}
