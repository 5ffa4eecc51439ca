namespace CtrBench.Traffic.Producers;

/// <summary>
/// Waits for the due time of one producer. On the system's clock it blocks the thread: a long sleep, then a microsecond sleep until due -
/// margin, then a spin. On any other <see cref="TimeProvider"/> it waits on that provider's timers only, and wakes inside the call that
/// advances the clock.
/// </summary>
internal sealed class DueTimeWaiter
{
    // A wait of whole ms overshoots by up to one; the rest is left to the precise sleep.
    private const long CoarseNs = 2_000_000;
    private const int SpinIterations = 10;

    private readonly EpochClock _clock;
    private readonly long _spinMarginNs;

    /// <summary>A waiter that spins for the last <paramref name="spinMargin"/> before a due time; zero = it only sleeps.</summary>
    public DueTimeWaiter(EpochClock clock, TimeSpan spinMargin)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(spinMargin, TimeSpan.Zero);
        _clock = clock;
        _spinMarginNs = spinMargin.Ticks * 100;
#pragma warning disable RS0030 // recognised, not read: only on this clock does a thread that sleeps wake in time
        BlocksThread = ReferenceEquals(clock.Provider, TimeProvider.System);
#pragma warning restore RS0030
    }

    /// <summary>Whether waiting blocks the thread, which must then be the producer's own.</summary>
    public bool BlocksThread { get; }

    /// <summary>
    /// The margin for this many parallel producers: 60 us when each has its own core and one is left over, else zero, since a spinning
    /// producer would take the core from the engine under test.
    /// </summary>
    public static TimeSpan SpinMarginFor(int producers)
        => producers < Environment.ProcessorCount ? TimeSpan.FromMicroseconds(60) : TimeSpan.Zero;

    /// <summary>
    /// Returns once <paramref name="dueNs"/> (epoch ns) is reached, or soon after <paramref name="ct"/> is cancelled: the caller checks
    /// which.
    /// </summary>
    public ValueTask WaitAsync(long dueNs, CancellationToken ct)
    {
        if (!BlocksThread) return WaitOnTimerAsync(dueNs, ct);
        Block(dueNs, ct);
        return ValueTask.CompletedTask;
    }

    private void Block(long dueNs, CancellationToken ct)
    {
        for (var left = dueNs - _clock.NowNs; left > 0 && !ct.IsCancellationRequested; left = dueNs - _clock.NowNs)
        {
            var toSleepNs = left - _spinMarginNs;
            if (toSleepNs > 2 * CoarseNs) ct.WaitHandle.WaitOne((int)Math.Min((toSleepNs - CoarseNs) / 1_000_000, int.MaxValue));
            else if (toSleepNs > 0 && PreciseSleep.IsSupported) PreciseSleep.Sleep(toSleepNs);
            else Thread.SpinWait(SpinIterations);
        }
    }

    private async ValueTask WaitOnTimerAsync(long dueNs, CancellationToken ct)
    {
        for (var left = dueNs - _clock.NowNs; left > 0 && !ct.IsCancellationRequested; left = dueNs - _clock.NowNs)
        {
            // Continues inside the call that advances the clock: when Advance returns, everything due has been sent.
            var due = new TaskCompletionSource();
            var wait = TimeSpan.FromTicks(left / 100 + (left % 100 > 0 ? 1 : 0));
            await using var timer = _clock.Provider.CreateTimer(Wake, due, wait, Timeout.InfiniteTimeSpan);
            await using var cancellation = ct.UnsafeRegister(Wake, due);
            await due.Task.ConfigureAwait(false);
        }
    }

    private static void Wake(object? due) => ((TaskCompletionSource)due!).TrySetResult();
}
