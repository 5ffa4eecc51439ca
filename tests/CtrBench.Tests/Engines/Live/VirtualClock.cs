namespace CtrBench.Tests.Engines.Live;

/// <summary>
/// A clock that stands still until it is told to go to the next timer that is due; timers due at once fire in the order they were armed.
/// Parts of a pipeline take their
/// time from views of their own, so that a test knows whose timer comes next. Thread-safe.
/// </summary>
internal sealed class VirtualClock(long startMs) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(long DueTicks, long Order, VirtualTimer Timer)> _armed = new(Comparer<(long DueTicks, long Order, VirtualTimer)>.Create(
        (a, b) => (a.DueTicks, a.Order).CompareTo((b.DueTicks, b.Order))));
    private long _nowTicks = startMs * TimeSpan.TicksPerMillisecond;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whose timer is the next one; null when none is armed.</summary>
    public ClockView? NextOwner
    {
        get
        {
            lock (_gate) return _armed.Count == 0 ? null : _armed.Min.Timer.Owner;
        }
    }

    public override long GetTimestamp() => Volatile.Read(ref _nowTicks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    /// <summary>Goes to the next timer and fires it: returns when its callback has.</summary>
    public void FireNext()
    {
        VirtualTimer timer;
        lock (_gate)
        {
            (var dueTicks, _, timer) = _armed.Min;
            _nowTicks = Math.Max(_nowTicks, dueTicks);
            Disarm(timer);
        }

        timer.Fire();
    }

    /// <summary>Whether a view has a timer armed for a moment to come.</summary>
    public bool IsArmed(ClockView owner)
    {
        lock (_gate) return _armed.Any(armed => armed.Timer.Owner == owner && armed.DueTicks > _nowTicks);
    }

    /// <summary>Arms a timer anew.</summary>
    public void Arm(VirtualTimer timer, long dueTicks)
    {
        lock (_gate)
        {
            Disarm(timer);
            timer.Armed = (dueTicks, ++_order);
            _armed.Add((dueTicks, _order, timer));
        }
    }

    /// <summary>Makes a timer fire no more until it is armed.</summary>
    public void Stop(VirtualTimer timer)
    {
        lock (_gate) Disarm(timer);
    }

    private void Disarm(VirtualTimer timer)
    {
        if (timer.Armed is not var (dueTicks, order)) return;
        _armed.Remove((dueTicks, order, timer));
        timer.Armed = null;
    }
}
