namespace CtrBench.Engines;

/// <summary>
/// The time of day of the moment at which it was made, continued by the monotonic clock: waits, ticks, triggers and limits in it do not
/// stop, and do not all come at once, when somebody sets the wall clock. The wall clock is used for its phase only (a trigger is aligned to
/// the epoch, S21). Event times, arrivals and what else is compared with other clocks are read from the wall clock itself.
/// </summary>
internal sealed class SteadyClock : TimeProvider
{
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _start;
    private readonly long _startTimestamp;

    /// <summary>Continues the time that <paramref name="clock"/> shows now.</summary>
    public SteadyClock(TimeProvider clock)
    {
        (_clock, _startTimestamp, _start) = (clock, clock.GetTimestamp(), clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + _clock.GetElapsedTime(_startTimestamp);

    /// <inheritdoc/>
    public override long GetTimestamp() => _clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _clock.CreateTimer(callback, state, dueTime, period);
}
