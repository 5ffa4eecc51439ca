namespace CtrBench.Traffic.Producers;

/// <summary>
/// Wall-clock time that never goes back: the wall clock read once at the start, plus the monotonic timer. Every send is stamped with it, so
/// a step of the system clock during a run shows as an offset to append times, not as a negative gap. Thread-safe.
/// </summary>
internal sealed class EpochClock
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly long _startNs;
    private readonly long _startTimestamp;
    private readonly long _frequency;
    private readonly long _nsPerTick;

    /// <summary>A clock that agrees with the wall clock of <paramref name="provider"/> now.</summary>
    public EpochClock(TimeProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Provider = provider;
        _frequency = provider.TimestampFrequency;
        _nsPerTick = NsPerSecond % _frequency == 0 ? NsPerSecond / _frequency : 0;
        _startTimestamp = provider.GetTimestamp();
        _startNs = (provider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    }

    /// <summary>The source of the time.</summary>
    public TimeProvider Provider { get; }

    /// <summary>The time, epoch ns.</summary>
    public long NowNs
    {
        get
        {
            var ticks = Provider.GetTimestamp() - _startTimestamp;
            // Computed in two parts, since ticks times 1e9 would overflow in a long run.
            return _startNs + (_nsPerTick > 0
                ? ticks * _nsPerTick
                : (ticks / _frequency * NsPerSecond) + (ticks % _frequency * NsPerSecond / _frequency));
        }
    }
}
