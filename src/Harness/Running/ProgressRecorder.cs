using CtrBench.Engines.Live;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>Puts an engine's own reports into progress.jsonl: each micro-batch once, snapshots at most one a second.</summary>
internal sealed class ProgressRecorder(JsonLinesWriter<ProgressEntry> file, TimeProvider clock)
{
    private int _batches;
    private double _lastMs = double.NegativeInfinity;

    /// <summary>Takes what is new in a snapshot.</summary>
    public void Take(QueryProgress progress)
    {
        TakeBatches(progress);
        var nowMs = clock.NowMsExact();
        if (nowMs - _lastMs < 900) return;
        _lastMs = nowMs;
        file.Write(Progress.Of(nowMs, progress));
    }

    /// <summary>Takes the engine's final figures: the last line.</summary>
    public void TakeLast(QueryProgress progress)
    {
        TakeBatches(progress);
        file.Write(Progress.Of(clock.NowMsExact(), progress));
    }

    private void TakeBatches(QueryProgress progress)
    {
        for (; _batches < progress.Batches.Count; _batches++)
        {
            var batch = progress.Batches[_batches];
            file.Write(new ProgressEntry { AtMs = batch.StartedMs + batch.DurationMs, Batch = batch });
        }
    }
}
