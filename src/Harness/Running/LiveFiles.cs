using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>The files that a live run writes while it goes on.</summary>
internal sealed class LiveFiles : IDisposable
{
    private readonly JsonLinesWriter<ProgressEntry> _progress;

    /// <summary>Opens the files of <paramref name="folder"/>.</summary>
    public LiveFiles(RunFolder folder, TimeProvider clock)
    {
        Results = folder.WriteResults();
        _progress = folder.WriteProgress();
        Progress = new ProgressRecorder(_progress, clock);
    }

    /// <summary>results.csv; whoever writes it completes it.</summary>
    public ResultsWriter Results { get; }

    /// <summary>The engine's own reports.</summary>
    public ProgressRecorder Progress { get; }

    /// <summary>Writes the engine's final figures and gives progress.jsonl its name.</summary>
    public void CompleteProgress(QueryProgress last)
    {
        Progress.TakeLast(last);
        _progress.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Results.Dispose();
        _progress.Dispose();
    }
}
