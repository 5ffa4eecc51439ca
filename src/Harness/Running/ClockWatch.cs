namespace CtrBench.Harness.Running;

/// <summary>
/// Watches the wall clock against the monotonic one: a step between two looks is a step of the wall clock, while the slow correction of a
/// time service stays far below a millisecond a second.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    private const int Tries = 5;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(1);
    private readonly long _started = clock.GetTimestamp();
    private double? _lastMs;

    /// <summary>Largest step seen, ms.</summary>
    public double LargestStepMs { get; private set; }

    /// <summary>Looks at both clocks.</summary>
    public void Look()
    {
        var nowMs = DifferenceMs();
        if (_lastMs is { } before) LargestStepMs = Math.Max(LargestStepMs, Math.Abs(nowMs - before));
        _lastMs = nowMs;
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
