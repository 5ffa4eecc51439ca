namespace CtrBench.Harness.Measurement;

/// <summary>
/// metrics.json: everything analyze finds in one run folder. It contains no time of the analysis itself, so that the same run gives the
/// same bytes.
/// </summary>
internal sealed record RunMetrics
{
    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Run id of the manifest.</summary>
    public required string RunId { get; init; }

    /// <summary>Engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>Traffic name: constant, spp, mmpp, trace; unknown for foreign topics.</summary>
    public required string Traffic { get; init; }

    /// <summary>Number of producers.</summary>
    public int Producers { get; init; }

    /// <summary>Cost profile of a virtual run; null when measured.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether the run's numbers may be shown: no finding is an error.</summary>
    public bool Valid { get; init; }

    /// <summary>What the validity rules found (docs/measurement.md "When a run is invalid"), worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Windows and records against the oracle.</summary>
    public required CorrectnessMetrics Correctness { get; init; }

    /// <summary>
    /// Latencies by name: t1_minus_t0, t1_minus_due (corrected), t1_minus_e, t1_minus_floor, and the same with suffix _append for the
    /// broker's append time. Empty if correctness failed.
    /// </summary>
    public required IReadOnlyDictionary<string, LatencySummary> Latency { get; init; }

    /// <summary>Mean of each part of T1 - T0; null if correctness failed.</summary>
    public DecompositionMetrics? Decomposition { get; init; }

    /// <summary>Saw-tooth of the latency series; null without one.</summary>
    public Oscillation? Oscillation { get; init; }

    /// <summary>
    /// The oscillation that L2 predicts for the query and the measured batches, for comparison; null for a continuous engine.
    /// </summary>
    public SawTooth? SawTooth { get; init; }

    /// <summary>Summary of the cost profile fitted to a live run, which is in profile.json; null when there is none.</summary>
    public string? FittedProfile { get; init; }

    /// <summary>What was cut at the start.</summary>
    public required WarmUp WarmUp { get; init; }

    /// <summary>The producers' worst lag p99, ms, and lag max, ms.</summary>
    public double ProducerLagMsP99 { get; init; }

    /// <summary>Largest producer lag, ms.</summary>
    public double ProducerLagMsMax { get; init; }

    /// <summary>When the log did not store events as they were due, in order of time.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Comparison of a real engine's run with its twin; null for every other run.</summary>
    public TwinAgreement? Twin { get; init; }

    /// <summary>Values per window, in order of window end, for the pictures.</summary>
    public required WindowSeries Windows { get; init; }
}
