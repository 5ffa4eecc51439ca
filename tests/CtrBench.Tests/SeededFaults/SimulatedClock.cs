namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// The clock of a simulated process. Arming the timer of a wait is where the engine would wait: the world goes on there until it is woken.
/// A delay that a task is made of has passed when its timer is created. All other timers are events like others.
/// </summary>
internal sealed class SimulatedClock(SimulatedWorld world) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    // Planted: the wall clock in control of waits.
    public override long GetTimestamp()
    {
        // The first thing that a query does.
        world.WaitForStart();
        return world.NowTicks + (world.Planted == Planted.WallClockInControl ? world.WallStep.Ticks : 0);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(world.NowTicks) + world.WallStep;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, () => callback(state), waits: state is not CancellationTokenSource);
        if (state is Task) world.Advance(dueTime.TotalMilliseconds);
        if (state is Task) callback(state);
        else timer.Arm(dueTime);
        return timer;
    }

    private sealed class Timer(SimulatedWorld world, Action fire, bool waits) : ITimer
    {
        private long _armed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Arm(dueTime);
            if (waits) world.GoOnUntilWoken();
            return true;
        }

        public void Arm(TimeSpan dueTime)
        {
            var armed = ++_armed;
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            world.At(world.NowTicks + dueTime.Ticks, () =>
            {
                if (armed != _armed) return;
                fire();
                if (waits) world.Wake();
            });
        }

        public void Dispose() => _armed++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
