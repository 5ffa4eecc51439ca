namespace CtrBench.Tests.Engines.Live;

/// <summary>A clock whose time of day is set, as by a time service or by hand, while its monotonic time goes on.</summary>
internal sealed class SteppingClock(TimeProvider clock) : TimeProvider
{
    private long _stepTicks;

    /// <summary>How far the time of day has been set so far.</summary>
    public TimeSpan Step
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _stepTicks));
        set => Volatile.Write(ref _stepTicks, value.Ticks);
    }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Step;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
