namespace CtrBench.Engines.Figures;

/// <summary>Metrics that only a real Flink has.</summary>
public sealed record FlinkFigures
{
    /// <summary>The job's id on the cluster.</summary>
    public required string JobId { get; init; }

    /// <summary>Flink's name of its state: RUNNING, RESTARTING, FINISHED, ...</summary>
    public required string State { get; init; }

    /// <summary>Restarts so far.</summary>
    public long Restarts { get; init; }

    /// <summary>Share of time that the busiest subtask is busy, 0 .. 1; null while unknown. It is 1 in the first second of a job.</summary>
    public double? BusyShare { get; init; }

    /// <summary>Share of time that the most back-pressured subtask waits for the next one, 0 .. 1; null while unknown.</summary>
    public double? BackPressuredShare { get; init; }

    /// <summary>Records behind the end of the slowest partition, as reported by the source's client; null while unknown.</summary>
    public long? LagRecords { get; init; }

    /// <summary>Checkpoints completed, including savepoints.</summary>
    public long CheckpointsCompleted { get; init; }

    /// <summary>Checkpoints failed or declined.</summary>
    public long CheckpointsFailed { get; init; }

    /// <summary>How long the last completed checkpoint took from end to end, ms; null before there is one.</summary>
    public long? LastCheckpointMs { get; init; }

    /// <summary>Failures of the job, oldest first, each with the engine's error.</summary>
    public IReadOnlyList<EngineFault> Faults { get; init; } = [];
}

/// <summary>An error in a real engine's job, which the job may have survived.</summary>
/// <param name="AtMs">When, by the engine's clock, epoch ms.</param>
/// <param name="Message">The engine's own error.</param>
public sealed record EngineFault(long AtMs, string Message)
{
    /// <summary>Time and message as text.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => FormattableString.Invariant($"{DateTimeOffset.FromUnixTimeMilliseconds(AtMs):HH:mm:ss.fff} UTC: {Message}");
}
