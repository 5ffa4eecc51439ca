namespace CtrBench.Harness.Running;

/// <summary>
/// Watches the wall clock against the monotonic one: a step between two looks is a step of the wall clock, while the slow correction of a
/// time service stays far below a millisecond a second.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    private const int Tries = 5;

    /// <summary>Smaller steps are not told of while it runs, ms; the rules of a run still count them.</summary>
    private const double ToldFromMs = 100;

    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(1);
    private readonly long _started = clock.GetTimestamp();
    private double? _lastMs;

    /// <summary>Largest step seen, ms.</summary>
    public double LargestStepMs { get; private set; }

    /// <summary>The note of a manifest; null without a step worth one.</summary>
    public string? Note => LargestStepMs < ToldFromMs ? null : FormattableString.Invariant(
        $"the wall clock was set while this process ran, by up to {LargestStepMs:0} ms: times before and after do not compare");

    /// <summary>Looks at both clocks, and gives the step since the last look, ms.</summary>
    public double Look()
    {
        var nowMs = DifferenceMs();
        var stepMs = nowMs - (_lastMs ?? nowMs);
        LargestStepMs = Math.Max(LargestStepMs, Math.Abs(stepMs));
        _lastMs = nowMs;
        return stepMs;
    }

    /// <summary>Looks, and says so at once where the wall clock was set.</summary>
    public async Task SayAsync(TextWriter error)
    {
        var stepMs = Look();
        if (Math.Abs(stepMs) < ToldFromMs) return;
        await error.WriteLineAsync(FormattableString.Invariant(
            $"the wall clock was set {(stepMs < 0 ? "back" : "forward")} by {Math.Abs(stepMs) / 1_000:0.0} s, or the machine was suspended")
            + ": times before and after do not compare. Waits, ticks and limits continue by the monotonic clock");
    }

    // The clocks cannot be read at once: a thread that was put aside between the two readings looks again.
    private double DifferenceMs()
    {
        var (best, bestGap) = (0.0, TimeSpan.MaxValue);
        for (var i = 0; i < Tries && bestGap > Together; i++)
        {
            var before = clock.GetElapsedTime(_started);
            var wall = clock.GetUtcNow() - DateTimeOffset.UnixEpoch;
            var after = clock.GetElapsedTime(_started);
            if (after - before < bestGap) (best, bestGap) = ((wall - (before + (after - before) / 2)).TotalMilliseconds, after - before);
        }

        return best;
    }
}
