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

    /// <summary>The trace's columns by field, <c>time=click_time,click=is_attributed</c>; null: by their own names.</summary>
    public string? TraceColumns { get; init; }

    /// <summary>Whether the trace is sorted by event time before it is replayed, so that none of its rows is late.</summary>
    public bool TraceSorted { get; init; }

    /// <summary>Replay speed: time differences of the trace are divided by it.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>A trap for watermarks that the traffic contains; null for none.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names the first field whose value is out of range, and the allowed range.
    /// </summary>
    public void ThrowUnlessValid() => WorkloadRules.ThrowUnlessValid(this);
}

/// <summary>
/// A click follows a view of the same ad by the same user: each view is clicked with its ad's own probability (mean
/// <paramref name="MeanCtr"/>), after an exponential delay, and is sent at its producer's next arrival after that delay, so that clicks do
/// not disturb the arrival process. In a replayed trace with click flags the flags decide, and the click is a separate event at view time +
/// delay. Clicks still pending when the traffic ends are not sent.
/// </summary>
/// <param name="MeanCtr">Mean click-through rate over ads, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean delay from view to click, ms. An assumption: no public trace contains it.</param>
internal sealed record ClickModel(double MeanCtr = 0.05, double MeanDelayMs = 5_000);

/// <summary>
/// How far event time is behind the intended time: not at all with probability 1 - <paramref name="DelayedShare"/>, else a delay that is
/// exponential with mean <paramref name="MeanDelayMs"/> (the part of that distribution below the maximum) or, when
/// <paramref name="Uniform"/>, uniform up to <paramref name="MaxDelayMs"/>. A further <paramref name="VeryLateShare"/> of all events is
/// behind by more than the watermark delay D: uniform between D and 2 D behind, between D and D + 1 s when D is shorter than a second.
/// Delays are whole ms. Whether a very late event is late to an engine also depends on where its window ends.
/// </summary>
/// <param name="DelayedShare">Share of events that are delayed, 0 .. 1.</param>
/// <param name="MeanDelayMs">Mean of the exponential delay before it is bounded, ms.</param>
/// <param name="MaxDelayMs">Bound of the delay (exclusive), ms.</param>
/// <param name="Uniform">Uniform instead of exponential.</param>
/// <param name="VeryLateFromMs">
/// How late very late events are at least, ms, whatever the delay: they are uniform between this and twice this. Null: the watermark delay,
/// which gives each delay other traffic.
/// </param>
/// <param name="VeryLateShare">Share of events beyond the watermark delay, 0 .. 1; with <paramref name="DelayedShare"/> at most 1.</param>
internal sealed record DisorderModel(
    double DelayedShare = 0, double MeanDelayMs = 1_000, double MaxDelayMs = 10_000, bool Uniform = false, double VeryLateShare = 0,
    double? VeryLateFromMs = null);

/// <summary>The arrival process of a workload.</summary>
internal enum TrafficKind : byte
{
    /// <summary>Equal gaps.</summary>
    Constant = 0,

    /// <summary>Steady Poisson: exponential gaps at a constant rate.</summary>
    Spp,

    /// <summary>Markov-modulated Poisson: bursts.</summary>
    Mmpp,

    /// <summary>Replay of a recorded trace, its gaps kept.</summary>
    Trace,
}
