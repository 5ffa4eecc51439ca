namespace CtrBench.Traffic.Producers;

/// <summary>
/// Wall-clock time that never goes back: the wall clock once, at the start, and the monotone timer since. Every send is stamped with it,
/// so a step of the system clock during a run shows as an offset to append times, not as a negative gap. Thread-safe.
/// </summary>
public sealed class EpochClock
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

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Provider { get; }

    /// <summary>The time, epoch ns.</summary>
    public long NowNs
    {
        get
        {
            var ticks = Provider.GetTimestamp() - _startTimestamp;
            // In two parts, since the product of a long run's ticks and 1e9 would overflow.
            return _startNs + (_nsPerTick > 0
                ? ticks * _nsPerTick
                : (ticks / _frequency * NsPerSecond) + (ticks % _frequency * NsPerSecond / _frequency));
        }
    }
}
