namespace CtrBench.Engines.Live;

/// <summary>Wakes a stage at a moment of the run's clock. The clock may be a test's; a timer that fires early is armed again.</summary>
internal sealed class StageTimer : IDisposable
{
    // Timers take no more than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    /// <summary>A timer that calls <paramref name="wake"/> (from any thread).</summary>
    public StageTimer(TimeProvider clock, Action wake)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Arms it for <paramref name="dueMs"/>, epoch ms; false when that moment has come already.</summary>
    public bool Arm(long dueMs)
    {
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(dueMs) - _clock.GetUtcNow();
        if (wait <= TimeSpan.Zero) return false;
        _timer.Change(wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
