using System.Text;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Report;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Commands;

/// <summary>The pictures and the report of some runs, written.</summary>
/// <param name="ReportPath">Path of report.html.</param>
/// <param name="Pictures">The pictures, drawn or left out, in the order of the report.</param>
internal sealed record ReportFiles(string ReportPath, IReadOnlyList<ReportPicture> Pictures)
{
    /// <summary>
    /// Reads the runs, analyzing those that have not been, and writes <c>plots/</c> and <c>report.html</c> into a folder.
    /// </summary>
    /// <param name="runFolders">Run folders.</param>
    /// <param name="folder">Where to write; made when absent.</param>
    /// <param name="progress">Told of each run that is read.</param>
    /// <param name="ct">Looked at between runs.</param>
    /// <exception cref="RunFolderException">A folder holds no complete run, or the report cannot be written.</exception>
    public static ReportFiles Write(IReadOnlyList<string> runFolders, string folder, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var runs = new List<ReportRun>(runFolders.Count);
        foreach (var runFolder in runFolders)
        {
            ct.ThrowIfCancellationRequested();
            runs.Add(Read(runFolder));
            progress.Report(new ProgressStep("read", runs.Count, runFolders.Count, runFolder));
        }

        Directory.CreateDirectory(folder);
        var pictures = Plots.Write(runs, Path.Combine(folder, "plots"));
        var path = Path.Combine(folder, "report.html");
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Render(runs, pictures))));
        return new ReportFiles(path, pictures);
    }

    private static ReportRun Read(string path)
    {
        using var folder = RunFolder.Open(path);
        var metrics = folder.ReadMetrics() ?? AnalyzeRun.In(path);
        return new ReportRun(folder.Manifest, folder.ReadProducer(), metrics, [.. folder.ReadExpected()], [.. folder.ReadProgress()]);
    }
}
