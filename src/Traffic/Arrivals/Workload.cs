namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The traffic of a run. Together with the seed it fixes every event to the byte, except for the wall-clock send time of a live run.
/// </summary>
internal sealed record Workload
{
    /// <summary>The arrival process.</summary>
    public TrafficKind Traffic { get; init; } = TrafficKind.Spp;

    /// <summary>Mean events per second of all producers together. A trace has its own.</summary>
    public double EventsPerSecond { get; init; } = 5_000;

    /// <summary>Producers that share the rate, each with its own random stream.</summary>
    public int Producers { get; init; } = 1;

    /// <summary>Length of the traffic, ms. For a trace: an upper bound on replayed time, 0 = the whole trace.</summary>
    public long DurationMs { get; init; } = 600_000;

    /// <summary>Partitions of the events topic.</summary>
    public int Partitions { get; init; } = 2;

    /// <summary>The seed of all random streams.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Epoch ms at which the schedule starts: a virtual run's is fixed, a live run's is its real start.</summary>
    public long StartMs { get; init; } = 1_700_000_000_000;

    /// <summary>States of the MMPP; LOW and HIGH by default.</summary>
    public IReadOnlyList<MmppState> MmppStates { get; init; } = [new(0.5, 40_000), new(3.0, 10_000)];

    /// <summary>Event time against intended time.</summary>
    public DisorderModel Disorder { get; init; } = new();

    /// <summary>Which views are clicked, and when.</summary>
    public ClickModel Clicks { get; init; } = new();

    /// <summary>Number of ads of the generated catalog.</summary>
    public int Ads { get; init; } = 1_000;

    /// <summary>Path of the trace to replay; only with <see cref="TrafficKind.Trace"/>.</summary>
    public string? TraceFile { get; init; }

    /// <summary>Replay speed: time differences of the trace are divided by it.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names the first field whose value is out of range, and the allowed range.
    /// </summary>
    public void ThrowUnlessValid() => WorkloadRules.ThrowUnlessValid(this);
}
