using CtrBench.Engines.Live;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Running;

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
