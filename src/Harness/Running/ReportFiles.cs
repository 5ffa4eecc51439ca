using System.Text;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>From run folders to pictures and report.html.</summary>
internal static class ReportFiles
{
    /// <summary>An analyzed run as the report takes it.</summary>
    public static ReportRun Load(string path, RunMetrics metrics)
    {
        using var folder = RunFolder.Open(path);
        return new ReportRun(folder.Manifest, folder.ReadProducer(), metrics, [.. folder.ReadExpected()], [.. folder.ReadProgress()]);
    }

    /// <summary>Draws all pictures into <c>plots</c> of <paramref name="folder"/>, writes report.html there, and returns its path.</summary>
    public static string Write(IReadOnlyList<ReportRun> runs, string folder)
    {
        var pictures = Plots.Write(runs, Path.Combine(folder, "plots"));
        var path = Path.Combine(folder, "report.html");
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Render(runs, pictures))));
        return path;
    }
}
