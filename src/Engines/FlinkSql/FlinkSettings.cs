namespace CtrBench.Engines.FlinkSql;

/// <summary>Where a Flink is, and how this program deals with it.</summary>
public sealed record FlinkSettings
{
    internal const string GatewaySetting = $"{nameof(FlinkSettings)}.{nameof(Gateway)}";
    internal const string RestSetting = $"{nameof(FlinkSettings)}.{nameof(Rest)}";

    /// <summary>Address of the SQL Gateway, http://host:8083.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>Address of the JobManager's REST, http://host:8081.</summary>
    public required Uri Rest { get; init; }

    /// <summary>
    /// Brokers as the cluster reaches them, host:port separated by commas; null: as this process does. They differ where Flink runs in a
    /// container.
    /// </summary>
    public string? KafkaBootstrapServers { get; init; }

    /// <summary>Where checkpoints go, as the cluster's machines name it; null: where the cluster's configuration says.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Where savepoints of a stop go; null: where the cluster's configuration says.</summary>
    public string? SavepointFolder { get; init; }

    /// <summary>Whether a savepoint of a stop is kept for a later start. A drained job has nothing to go on from: its savepoint goes
    /// either way.</summary>
    public bool KeepSavepoint { get; init; }

    /// <summary>Savepoint to go on from; null: a fresh job that reads from offset 0.</summary>
    public string? RestoreFrom { get; init; }

    /// <summary>How often the job is looked at.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may take to be running with its sources reading; a cold cluster needs some 10 s.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How often the gateway is told that its session is in use; idle ones are closed after 10 minutes.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often something that Flink does in its own time is asked after.</summary>
    public TimeSpan StepDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait before a read is tried again; doubled each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long metrics may stand still, besides the time that they are kept, before that is noted.</summary>
    public TimeSpan MetricsStillAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a source that has something to read after a restart may need to begin.</summary>
    public TimeSpan NothingToReadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a drain waits for a job that restarts.</summary>
    public TimeSpan RestartWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the JobManager may be silent before the job counts as lost.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(60);
}
