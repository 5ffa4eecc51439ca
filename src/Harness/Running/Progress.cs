using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>Snapshots of an engine as lines of progress.jsonl.</summary>
internal static class Progress
{
    /// <summary>A running engine's own figures.</summary>
    public static ProgressEntry Of(double atMs, QueryProgress progress) => new()
    {
        AtMs = atMs,
        RecordsRead = progress.RecordsRead,
        ResultsWritten = progress.ResultsWritten,
        WatermarkMs = progress.WatermarkMs,
        LateDropped = progress.LateDropped,
        LateRecords = progress.LateRecords,
        MalformedRecords = progress.MalformedRecords,
        OpenRecords = progress.OpenRecords,
        // Faults are in the manifest, once.
        Flink = progress.Flink is { } flink ? flink with { Faults = [] } : null,
    };
}

/// <summary>Looks at a run once a second while it goes on, and shows how far it is.</summary>
/// <param name="clock">The clock of the run.</param>
/// <param name="progress">Where it is shown.</param>
/// <param name="durationMs">How long to look, ms; null: until the end.</param>
internal sealed class ProgressLoop(TimeProvider clock, IProgress<ProgressStep> progress, long? durationMs = null)
{
    private const long IntervalMs = 1_000;

    /// <summary>Returns once <paramref name="end"/> has ended (in whichever way), the time is over or the interrupt has come.</summary>
    /// <param name="end">The end that is waited for.</param>
    /// <param name="parts">Parts whose end is looked at without waiting for the next second.</param>
    /// <param name="look">Takes the milliseconds since the loop began, gives the step to show, and throws what ends the run.</param>
    /// <param name="interrupt">Ends the loop; none where an interrupt brings <paramref name="end"/> about.</param>
    public async Task RunAsync(
        Task end, IReadOnlyList<Task> parts, Func<long, Task<ProgressStep>> look, CancellationToken interrupt = default)
    {
        var startMs = clock.NowMs();
        while (!interrupt.IsCancellationRequested && !end.IsCompleted)
        {
            var leftMs = durationMs is { } duration ? startMs + duration - clock.NowMs() : long.MaxValue;
            if (leftMs <= 0) break;
            var tick = Task.Delay(TimeSpan.FromMilliseconds(Math.Min(leftMs, IntervalMs)), clock, interrupt);
            await Task.WhenAny([end, .. parts, tick]);
            progress.Report(await look(clock.NowMs() - startMs));
        }
    }
}

/// <summary>Puts an engine's own reports into progress.jsonl: each micro-batch once, snapshots at most one a second; and the steps of
/// the watermark into watermarks.csv.</summary>
internal sealed class ProgressRecorder(JsonLinesWriter<ProgressEntry> file, TimeProvider clock, WatermarksWriter? watermarks = null)
{
    private int _batches;
    private int _steps;
    private double _lastMs = double.NegativeInfinity;

    /// <summary>Writes the new entries of a snapshot.</summary>
    public void Write(QueryProgress progress)
    {
        WriteBatches(progress);
        var nowMs = clock.NowMsExact();
        if (nowMs - _lastMs < 900) return;
        _lastMs = nowMs;
        file.Write(Progress.Of(nowMs, progress));
    }

    /// <summary>Writes the engine's final counters: the last line.</summary>
    public void WriteLast(QueryProgress progress)
    {
        WriteBatches(progress);
        file.Write(Progress.Of(clock.NowMsExact(), progress));
    }

    private void WriteBatches(QueryProgress progress)
    {
        for (; watermarks is not null && _steps < progress.WatermarkSteps.Count; _steps++)
            watermarks.Write(progress.WatermarkSteps[_steps].AtMs, progress.WatermarkSteps[_steps].WatermarkMs);
        for (; _batches < progress.Batches.Count; _batches++)
        {
            var batch = progress.Batches[_batches];
            file.Write(new ProgressEntry { AtMs = batch.StartedMs + batch.DurationMs, Batch = batch });
        }
    }
}
