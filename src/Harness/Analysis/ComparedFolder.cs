using CtrBench.Harness.Measurement;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Analysis;

/// <summary>
/// A run folder as it is compared with others: with the content of its log, without which two live runs are not taken to have had the same
/// events.
/// </summary>
internal static class ComparedFolder
{
    /// <summary>The run, analyzed where it has not been.</summary>
    /// <exception cref="RunFolderException">There is no complete or partial run in it, or it is broken.</exception>
    public static ComparedRun Read(string path)
    {
        using var folder = RunFolder.Open(path);
        // A part of a run has no results; the analysis says so.
        return Of(folder, folder.ReadMetrics() ?? AnalyzeRun.In(path));
    }

    /// <summary>The run that has just been analyzed.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="metrics">What the analysis gave.</param>
    /// <exception cref="RunFolderException">It is broken.</exception>
    public static ComparedRun Of(string path, RunMetrics metrics)
    {
        using var folder = RunFolder.Open(path);
        return Of(folder, metrics);
    }

    private static ComparedRun Of(RunFolder folder, RunMetrics metrics) => new(folder.Manifest, metrics, [.. folder.ReadExpected()]);
}
