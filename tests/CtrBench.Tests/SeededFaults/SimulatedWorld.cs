using System.Globalization;
using CtrBench.Tests.Engines.Checkpoints;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// Virtual time, and all that happens in it outside the engine. Nothing here waits: the engine's own thread goes on with the world, from
/// event to event, wherever the engine would wait for a timer or for an answer. So one thread does everything in one order, which the seed
/// decides alone; whose thread that is does not matter.
/// </summary>
internal sealed class SimulatedWorld(FaultPlan plan, Planted planted)
{
    /// <summary>Where virtual time starts.</summary>
    public const long StartMs = 1_700_000_000_000;

    private readonly PriorityQueue<Action, (long DueTicks, long Order)> _events = new();
    private readonly List<string> _trace = [];
    private readonly int _user = Environment.CurrentManagedThreadId;
    private long _order;
    private long _crashes;
    private long _steps;
    private bool _dead;
    private bool _woken;

    /// <summary>The faults to come.</summary>
    public FaultPlan Plan => plan;

    /// <summary>The fault of the product that is put back, if any.</summary>
    public Planted Planted => planted;

    /// <summary>Now, ticks since the epoch.</summary>
    public long NowTicks { get; private set; } = StartMs * TimeSpan.TicksPerMillisecond;

    /// <summary>Now, ms since the start.</summary>
    public long ElapsedMs => NowTicks / TimeSpan.TicksPerMillisecond - StartMs;

    /// <summary>How far the wall clock has been set.</summary>
    public TimeSpan WallStep { get; set; }

    /// <summary>When a world that has not come to its end is given up, ms since the start.</summary>
    public long LimitMs { get; set; } = 3_600_000;

    /// <summary>The process that runs is lost at its next step, and whatever it had not made durable too.</summary>
    public bool PowerLoss { get; private set; }

    /// <summary>Faults that have come true, by the kind of error that they excuse.</summary>
    public HashSet<Excuse> Excuses { get; } = [];

    /// <summary>Set while whoever starts and stops queries knows the one that runs.</summary>
    public ManualResetEventSlim Started { get; } = new(initialState: true);

    /// <summary>What has happened, a line each: the same for the same seed.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Whether the query has ever written a checkpoint.</summary>
    public bool HasCheckpoint { get; set; }

    /// <summary>Notes what has happened.</summary>
    public void Note(string what) => _trace.Add(string.Create(CultureInfo.InvariantCulture, $"t={ElapsedMs / 1e3:0.000}s {what}"));

    /// <summary>Does something after so many ms.</summary>
    public void After(double ms, Action action) => At(NowTicks + (long)(ms * TimeSpan.TicksPerMillisecond), action);

    /// <summary>Does something at that time.</summary>
    public void At(long dueTicks, Action action) => _events.Enqueue(action, (Math.Max(dueTicks, NowTicks), _order++));

    /// <summary>A call of the engine takes so long: everything that is due meanwhile happens.</summary>
    public void Advance(double ms)
    {
        ThrowIfDead();
        var until = NowTicks + (long)(ms * TimeSpan.TicksPerMillisecond);
        while (_events.TryPeek(out _, out var next) && next.DueTicks <= until) HappenNext();
        NowTicks = Math.Max(NowTicks, until);
        ThrowIfTooLong();
        ThrowIfDead();
    }

    /// <summary>The engine waits for something: the world goes on until it is woken.</summary>
    public void GoOnUntilWoken()
    {
        while (!_woken)
        {
            ThrowIfDead();
            HappenNext();
        }

        _woken = false;
        ThrowIfDead();
    }

    /// <summary>The engine has been told that something has happened that it waits for; only then, as it would really wait otherwise.</summary>
    public void Wake() => _woken = true;

    /// <summary>A step that a killed process may not come to; from its death on it comes to none.</summary>
    public void Pass(string where)
    {
        if (!_dead && _crashes < plan.CrashGaps.Count && ++_steps > plan.CrashGaps[(int)_crashes].Steps) Die(where);
        if (_dead) throw new CrashException(where);
    }

    /// <summary>The process dies now, at whatever it does.</summary>
    public void Die(string where)
    {
        if (_dead) return;
        (_dead, PowerLoss) = (true, _crashes < plan.CrashGaps.Count && plan.CrashGaps[(int)_crashes].PowerLoss);
        Note($"{(PowerLoss ? "power loss" : "kill")} at {where}");
        _crashes++;
    }

    /// <summary>In a shell with threads of its own: nothing happens before whoever starts the query has done so.</summary>
    public void WaitForStart()
    {
        if (Environment.CurrentManagedThreadId != _user) Started.Wait();
    }

    /// <summary>Whether the process is dead: nothing that it still does has an effect.</summary>
    public bool IsDead => _dead;

    /// <summary>The number of the process that runs.</summary>
    public int Process { get; private set; }

    /// <summary>A new process.</summary>
    public void Revive() => (_dead, PowerLoss, _steps, _woken, Process) = (false, false, 0, false, Process + 1);

    private void ThrowIfDead()
    {
        if (_dead) throw new CrashException("its wait");
    }

    private void HappenNext()
    {
        ThrowIfTooLong();
        if (!_events.TryDequeue(out var action, out var at)) throw new StandstillException("nothing will ever happen again");
        NowTicks = Math.Max(NowTicks, at.DueTicks);
        action();
    }

    private void ThrowIfTooLong()
    {
        if (ElapsedMs > LimitMs) throw new StandstillException("it stood still");
    }
}

/// <summary>The engine waits for what never comes, or for too long.</summary>
internal sealed class StandstillException(string what) : Exception(what);

/// <summary>An error of the query that a fault has excused.</summary>
internal enum Excuse
{
    Start,
    Outage,
    Rejected,
    Disk,
    Damage,
    Partitions,
    Replaced,
    Retention,
}
