using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Runs;

/// <summary>The verb analyze on one folder: reads the run, analyzes it, writes metrics.json.</summary>
internal static class AnalyzeRun
{
    /// <summary>Analyzes the run in a folder and gives its metrics. The same folder gives the same bytes.</summary>
    /// <exception cref="RunFolderException">The folder holds no complete run, a file of it is broken, or metrics.json cannot be
    /// written.</exception>
    public static RunMetrics In(string path)
    {
        using var folder = RunFolder.Open(path);
        var metrics = Analyzer.Analyze(folder.ReadContents());
        folder.WriteMetrics(metrics);
        return metrics;
    }
}
