namespace CtrBench.Tests.Engines.Live;

/// <summary>
/// The virtual clock as one part of a pipeline sees it: the same time, timers under its own name. A wait counts from the time that the
/// waiting thread has last read: the
/// clock may have moved since, and a moment that was meant must not become a later one.
/// </summary>
internal sealed class ClockView(VirtualClock clock) : TimeProvider
{
    [ThreadStatic]
    private static long _readTicks;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => _readTicks = clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    /// <summary>Arms one of its timers; infinite: stops it.</summary>
    public void Arm(VirtualTimer timer, TimeSpan wait)
    {
        if (wait == Timeout.InfiniteTimeSpan) clock.Stop(timer);
        else clock.Arm(timer, _readTicks + wait.Ticks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new VirtualTimer(this, callback, state);
        Arm(timer, dueTime);
        return timer;
    }
}
