namespace CtrBench.Tests.Engines.Live;

/// <summary>A timer of the virtual clock: it fires once each time it is armed.</summary>
internal sealed class VirtualTimer(ClockView owner, TimerCallback callback, object? state) : ITimer
{
    /// <summary>Whose it is.</summary>
    public ClockView Owner => owner;

    /// <summary>When it is due and its rank among timers of that moment; guarded by the clock.</summary>
    public (long DueTicks, long Order)? Armed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        owner.Arm(this, dueTime);
        return true;
    }

    public void Fire() => callback(state);

    public void Dispose() => owner.Arm(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
