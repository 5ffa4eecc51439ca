namespace CtrBench.Engines;

/// <summary>
/// A query cannot go on from its checkpoints, or cannot write one: going on would lose or repeat results. The message is meant for the
/// user as it stands.
/// </summary>
/// <param name="where">The folder, or the file in it that is to blame.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The error underneath, if any.</param>
public sealed class CheckpointException(string where, string what, string remedy, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, $"{where}: {what}", remedy, cause)
{
    /// <summary>The folder, or the file in it that is to blame.</summary>
    public string Where { get; } = where;
}
