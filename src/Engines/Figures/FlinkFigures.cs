namespace CtrBench.Engines.Figures;

/// <summary>Figures that only a real Flink has.</summary>
public sealed record FlinkFigures
{
    /// <summary>The job's id on the cluster.</summary>
    public required string JobId { get; init; }

    /// <summary>Flink's word for its state: RUNNING, RESTARTING, FINISHED, ...</summary>
    public required string State { get; init; }

    /// <summary>Restarts so far.</summary>
    public long Restarts { get; init; }

    /// <summary>Share of time that the busiest subtask works, 0 .. 1; null while unknown. The first second of a job says 1.</summary>
    public double? BusyShare { get; init; }

    /// <summary>Share of time that the most held-up subtask waits for the next one, 0 .. 1; null while unknown.</summary>
    public double? BackPressuredShare { get; init; }

    /// <summary>Records behind the end of the slowest partition, as the source's client knows it; null while unknown.</summary>
    public long? LagRecords { get; init; }

    /// <summary>Checkpoints completed, savepoints included.</summary>
    public long CheckpointsCompleted { get; init; }

    /// <summary>Checkpoints failed or declined.</summary>
    public long CheckpointsFailed { get; init; }

    /// <summary>How long the last completed checkpoint took from end to end, ms; null before there is one.</summary>
    public long? LastCheckpointMs { get; init; }

    /// <summary>Failures of the job, oldest first, each with the engine's own error.</summary>
    public IReadOnlyList<EngineFault> Faults { get; init; } = [];
}

/// <summary>Something that went wrong in a real engine's job, and that the job may have survived.</summary>
/// <param name="AtMs">When, by the engine's clock, epoch ms.</param>
/// <param name="Message">The engine's own error.</param>
public sealed record EngineFault(long AtMs, string Message)
{
    /// <summary>Both, as a person reads them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => FormattableString.Invariant($"{DateTimeOffset.FromUnixTimeMilliseconds(AtMs):HH:mm:ss.fff} UTC: {Message}");
}
