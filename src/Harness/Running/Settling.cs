namespace CtrBench.Harness.Running;

/// <summary>
/// Waits after the last event until the run is settled: the engine has read every record that the producers have stored (a collector may
/// not have seen the last ones yet) and its watermark has closed the last traffic window.
/// </summary>
/// <param name="query">The engine.</param>
/// <param name="stored">Records stored.</param>
/// <param name="closingStartMs">First window start of the closing events, epoch ms.</param>
/// <param name="clock">The clock of the run.</param>
internal sealed class Settling(IRunningQuery query, long stored, long closingStartMs, TimeProvider clock)
{
    /// <summary>
    /// How long the engine may stand still, ms, beside two triggers: longer than a broker takes to come back, and an engine that still
    /// processes the backlog of an outage is not abandoned.
    /// </summary>
    private const long TimeoutMs = 30_000;

    /// <summary>How long the engine may take to read the rest after an interrupt, ms.</summary>
    private const long InterruptedMs = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits, looking at the run now and then, and says so when the engine stands still before it is done.</summary>
    /// <param name="look">Throws what ended the run.</param>
    /// <param name="error">Output of messages.</param>
    /// <param name="of">The query.</param>
    /// <param name="ct">The interrupt.</param>
    public async Task WaitAsync(Func<Task> look, TextWriter error, CtrQuery of, CancellationToken ct)
    {
        var timeoutMs = TimeoutMs + 2 * of.MicroBatch.TriggerIntervalMs;
        var (moved, movedMs) = (Mark(query.Progress), clock.NowMs());
        while (clock.NowMs() - movedMs < timeoutMs)
        {
            await look();
            var now = query.Progress;
            if (now.RecordsRead >= stored && HasClosed(now)) return;
            if (Mark(now) is var mark && mark != moved) (moved, movedMs) = (mark, clock.NowMs());
            await Task.Delay(Interval, clock, ct);
        }

        await error.WriteLineAsync(FormattableString.Invariant(
            $"the engine stood still for {timeoutMs / 1_000} s and had not closed the last windows; the results lack them"));
    }

    /// <summary>
    /// Waits a few seconds, after an interrupt, until the engine has read what the producers stored; whether it has. Windows stay open.
    /// </summary>
    /// <param name="look">Throws what ended the run.</param>
    public async Task<bool> HasReadAllAsync(Func<Task> look)
    {
        var untilMs = clock.NowMs() + InterruptedMs;
        while (query.Progress.RecordsRead < stored)
        {
            if (clock.NowMs() >= untilMs) return false;
            await look();
            await Task.Delay(Interval, clock, CancellationToken.None);
        }

        return true;
    }

    private static (long, long, long?) Mark(QueryProgress progress) =>
        (progress.RecordsRead, progress.ResultsWritten, progress.WatermarkMs);

    // A micro-batch evicts with the watermark that it was planned with; a continuous engine with the one that it has.
    private bool HasClosed(QueryProgress progress) => progress.Batches is [.., var last]
        ? last.WatermarkMs >= closingStartMs
        : progress.WatermarkMs >= closingStartMs - 1;
}
