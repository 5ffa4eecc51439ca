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
/// <param name="heapBytes">Memory in use after the last garbage collection; null: as the runtime says.</param>
internal sealed class ProgressLoop(
    TimeProvider clock, IProgress<ProgressStep> progress, long? durationMs = null, Func<long>? heapBytes = null)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Returns once <paramref name="end"/> has ended (in whichever way), the time is over or the interrupt has come.</summary>
    /// <param name="end">The end that is waited for.</param>
    /// <param name="parts">Parts whose end is looked at without waiting for the next second.</param>
    /// <param name="look">Takes the milliseconds since the loop began, gives the step to show, and throws what ends the run.</param>
    /// <param name="interrupt">Ends the loop; none where an interrupt brings <paramref name="end"/> about.</param>
    public async Task RunAsync(
        Task end, IReadOnlyList<Task> parts, Func<long, Task<ProgressStep>> look, CancellationToken interrupt = default)
    {
        // How long it lasts does not depend on the wall clock, which may be set while it does.
        var started = clock.GetTimestamp();
        while (!interrupt.IsCancellationRequested && !end.IsCompleted)
        {
            var left = durationMs is { } duration ? TimeSpan.FromMilliseconds(duration) - clock.GetElapsedTime(started) : TimeSpan.MaxValue;
            if (left <= TimeSpan.Zero) break;
            var tick = Task.Delay(left < Interval ? left : Interval, clock, interrupt);
            await Task.WhenAny([end, .. parts, tick]);
            progress.Report(await look((long)clock.GetElapsedTime(started).TotalMilliseconds));
            MemoryLimit.ThrowIfNearlyFull(heapBytes);
        }
    }
}

/// <summary>Puts an engine's own reports into progress.jsonl: each micro-batch once, snapshots at most one a second; and the steps of
/// the watermark into watermarks.csv.</summary>
internal sealed class ProgressRecorder(JsonLinesWriter<ProgressEntry> file, TimeProvider clock, WatermarksWriter? watermarks = null)
{
    private long _batches;
    private long _steps;
    private long? _last;

    /// <summary>Writes the new entries of a snapshot.</summary>
    public void Write(QueryProgress progress)
    {
        WriteBatches(progress);
        if (_last is { } last && clock.GetElapsedTime(last).TotalMilliseconds < 900) return;
        _last = clock.GetTimestamp();
        file.Write(Progress.Of(clock.NowMsExact(), progress));
    }

    /// <summary>Writes the engine's final counters: the last line.</summary>
    public void WriteLast(QueryProgress progress)
    {
        WriteBatches(progress);
        file.Write(Progress.Of(clock.NowMsExact(), progress));
    }

    private void WriteBatches(QueryProgress progress)
    {
        foreach (var step in New(progress.WatermarkSteps, progress.WatermarkStepsBefore, ref _steps))
            watermarks?.Write(step);
        foreach (var batch in New(progress.Batches, progress.BatchesBefore, ref _batches))
            file.Write(new ProgressEntry { AtMs = batch.StartedMs + batch.DurationMs, Batch = batch });
    }

    // Those that are not written yet, of a list whose first ones may be gone.
    private static IEnumerable<T> New<T>(IReadOnlyList<T> latest, long before, ref long written)
    {
        var from = (int)Math.Max(0, written - before);
        written = before + latest.Count;
        return latest.Skip(from);
    }
}
