using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// Wakes one waiter at a moment of the run's clock or when it is set, whichever comes first. A set before the wait is not lost; several
/// wake the waiter once, so it looks at what has changed itself. Set from any thread.
/// </summary>
internal sealed class Alarm : IDisposable
{
    /// <summary>A moment that never comes, epoch ms.</summary>
    public const long Never = long.MaxValue;

    // Timers take no more than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly WakeSignal _signal = new();

    /// <summary>An alarm in the time of <paramref name="clock"/>.</summary>
    public Alarm(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the waiter, or the next one to come.</summary>
    public void Set() => _signal.Set();

    /// <summary>Returns at <paramref name="dueMs"/>, epoch ms, when it is set, or earlier: the waiter looks at the clock itself.</summary>
    public ValueTask<bool> WaitAsync(long dueMs)
    {
        var wait = Timeout.InfiniteTimeSpan;
        if (dueMs != Never)
        {
            wait = DateTimeOffset.FromUnixTimeMilliseconds(dueMs) - _clock.GetUtcNow();
            if (wait <= TimeSpan.Zero) return new ValueTask<bool>(true);
            if (wait > Longest) wait = Longest;
        }

        _timer.Change(wait, Timeout.InfiniteTimeSpan);
        return _signal.WaitAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
